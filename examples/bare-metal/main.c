/* Classifies handwritten digits on a microcontroller without an operating system. */
#include "board.h"
#include "digits.h"
#include "samples.h"

enum { PIXELS = 28 * 28, CLASSES = 10 };

/* All memory that the network needs besides DIGITS_STACK_SIZE bytes of stack, where --memory-map says. */
__attribute__((section(DIGITS_ARENA_SECTION))) static _Alignas(DIGITS_ARENA_ALIGN)
uint8_t arena[DIGITS_ARENA_SIZE];
static float image[PIXELS];

static int classify(const uint8_t *pixels) {
  float probabilities[CLASSES];
  int best = 0;
  for (int i = 0; i < PIXELS; ++i)
    image[i] = pixels[i] / 255.0f;
  if (digits_invoke(arena, image, probabilities) != EFFC_OK)
    return -1;
  for (int i = 1; i < CLASSES; ++i)
    if (probabilities[i] > probabilities[best])
      best = i;
  return best;
}

int main(void) {
  int count = sizeof samples / sizeof samples[0], right = 0;
  digits_load(); /* hot weights, from flash to faster memories */
  if (digits_check() != EFFC_OK) {
    uart_print("the weights were not loaded\r\n");
    return 1;
  }
  uart_print("digits:");
  uint32_t before = microseconds();
  for (int i = 0; i < count; ++i) {
    int answer = classify(samples[i].pixels);
    right += answer == samples[i].label;
    uart_print(answer == samples[i].label ? " " : " not ");
    uart_write((char)('0' + answer));
  }
  uint32_t passed = microseconds() - before;
  uart_print("\r\n");
  uart_print_number((uint32_t)right);
  uart_print(" of ");
  uart_print_number((uint32_t)count);
  uart_print(" right, ");
  uart_print_number(passed / (uint32_t)count);
  uart_print(" us each; arena ");
  uart_print_number(DIGITS_ARENA_SIZE);
  uart_print(" bytes in " DIGITS_ARENA_REGION ", stack ");
  uart_print_number(DIGITS_STACK_SIZE);
  uart_print(", constants ");
  uart_print_number(DIGITS_CONST_SIZE);
  uart_print("\r\n");
  return right < count - 1;
}
