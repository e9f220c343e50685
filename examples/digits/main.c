/* Classifies handwritten digits with the compiled network.
 *
 *     digits              draws the sample digits with the network's answers; fails below 19 of 20
 *     digits held_out.bin also counts the right answers on a file of records: label byte, 784 grey
 * bytes
 */
#include "digits.h"
#include "samples.h"

#include <stdio.h>

enum { SIDE = 28, PIXELS = SIDE * SIDE, CLASSES = 10, COLUMNS = 4 };

/* All memory that the network needs, known at compile time. */
static _Alignas(DIGITS_ARENA_ALIGN) uint8_t arena[DIGITS_ARENA_SIZE];

static int classify(const uint8_t *pixels, float *probability) {
  float image[PIXELS], probabilities[CLASSES];
  int best = 0;
  for (int i = 0; i < PIXELS; ++i)
    image[i] = pixels[i] / 255.0f;
  if (digits_invoke(arena, image, probabilities) != 0)
    return -1;
  for (int i = 1; i < CLASSES; ++i)
    if (probabilities[i] > probabilities[best])
      best = i;
  *probability = probabilities[best];
  return best;
}

/* A row of digits side by side; one character stands for two pixels, one above the other. */
static void draw(const struct sample *first, int count) {
  static const char shades[] = " .:-=+*#%@";
  for (int y = 0; y < SIDE; y += 2) {
    for (int s = 0; s < count; ++s) {
      for (int x = 0; x < SIDE; ++x) {
        int grey = (first[s].pixels[y * SIDE + x] + first[s].pixels[(y + 1) * SIDE + x]) / 2;
        putchar(shades[grey * 10 / 256]);
      }
    }
    putchar('\n');
  }
}

static int show_samples(void) {
  int count = sizeof samples / sizeof samples[0], right = 0;
  for (int row = 0; row < count; row += COLUMNS) {
    int columns = count - row < COLUMNS ? count - row : COLUMNS;
    draw(samples + row, columns);
    for (int s = row; s < row + columns; ++s) {
      char text[64];
      float probability = 0;
      int answer = classify(samples[s].pixels, &probability);
      right += answer == samples[s].label;
      snprintf(text, sizeof text, "-> %d (%.1f %%)%s", answer, 100 * probability,
               answer == samples[s].label ? "" : " WRONG");
      printf("      %-22s", text);
    }
    printf("\n\n");
  }
  printf("%d of %d sample digits right; arena %d bytes\n", right, count, (int)DIGITS_ARENA_SIZE);
  return right >= count - 1;
}

static int count_file(const char *path) {
  uint8_t record[1 + PIXELS];
  long right = 0, total = 0;
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    return 0;
  }
  for (; fread(record, sizeof record, 1, file) == 1; ++total) {
    float probability;
    right += classify(record + 1, &probability) == record[0];
  }
  fclose(file);
  printf("%ld of %ld held-out digits right: %.2f %%\n", right, total,
         total ? 100.0 * right / total : 0.0);
  return total > 0;
}

int main(int argc, char **argv) {
  if (!show_samples())
    return 1;
  return argc > 1 && !count_file(argv[1]);
}
