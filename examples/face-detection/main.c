/* Finds faces in a photograph with MediaPipe's short-range detector.
 *
 *     face-detection photo.png annotated.png
 *
 * The network sees 128x128 pixels in [-1, 1] and gives, for each of 896 anchors, a score and 16
 * numbers: centre and size of a box and six points (eyes, nose, mouth, ears), in pixels relative to
 * the anchor. The anchors are the centres of a 16x16 grid, two at each, then of an 8x8 grid, six at
 * each.
 */
#include "face.h"

#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 128, ANCHORS = 896, NUMBERS = 16, POINTS = 6, MAX_FACES = 16 };

static const float kMinScore = 0.5f, kMaxOverlap = 0.3f;

static _Alignas(FACE_ARENA_ALIGN) uint8_t arena[FACE_ARENA_SIZE];
static float input[SIDE * SIDE * 3], boxes[ANCHORS * NUMBERS], logits[ANCHORS];

struct photo {
  int width, height;
  uint8_t *rgb;
};

/* Coordinates are fractions of the square that the network sees. */
struct face {
  float score, left, top, right, bottom, points[POINTS][2];
};

/* The network's square around the photograph: its side in pixels, and where the photograph starts
 * in it. */
struct frame {
  float side, x, y;
};

static struct frame frameOf(const struct photo *photo) {
  float side = (float)(photo->width > photo->height ? photo->width : photo->height);
  return (struct frame){side, (side - photo->width) / 2, (side - photo->height) / 2};
}

/* Mean colour of the photograph's pixels under one input pixel, 0 outside of the photograph. */
static void sample(const struct photo *photo, struct frame frame, int x, int y, float *rgb) {
  float scale = frame.side / SIDE;
  int left = (int)floorf(x * scale - frame.x), right = (int)ceilf((x + 1) * scale - frame.x);
  int top = (int)floorf(y * scale - frame.y), bottom = (int)ceilf((y + 1) * scale - frame.y);
  float sums[3] = {0, 0, 0};
  for (int py = top; py < bottom; ++py)
    for (int px = left; px < right; ++px)
      if (px >= 0 && px < photo->width && py >= 0 && py < photo->height)
        for (int c = 0; c < 3; ++c)
          sums[c] += photo->rgb[(py * photo->width + px) * 3 + c];
  for (int c = 0; c < 3; ++c)
    rgb[c] = sums[c] / ((right - left) * (bottom - top)) / 127.5f - 1;
}

static struct face decode(int anchor) {
  const float *box = boxes + anchor * NUMBERS;
  int cell = anchor < 512 ? anchor / 2 : (anchor - 512) / 6, grid = anchor < 512 ? 16 : 8;
  float x = (cell % grid + 0.5f) / grid, y = (cell / grid + 0.5f) / grid;
  float cx = box[0] / SIDE + x, cy = box[1] / SIDE + y, w = box[2] / SIDE, h = box[3] / SIDE;
  struct face face = {
      1 / (1 + expf(-logits[anchor])), cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2, {{0}}};
  for (int p = 0; p < POINTS; ++p) {
    face.points[p][0] = box[4 + 2 * p] / SIDE + x;
    face.points[p][1] = box[5 + 2 * p] / SIDE + y;
  }
  return face;
}

/* Area of the intersection, divided by that of the union. */
static float overlap(const struct face *a, const struct face *b) {
  float w = fminf(a->right, b->right) - fmaxf(a->left, b->left);
  float h = fminf(a->bottom, b->bottom) - fmaxf(a->top, b->top);
  float common = w > 0 && h > 0 ? w * h : 0;
  float both =
      (a->right - a->left) * (a->bottom - a->top) + (b->right - b->left) * (b->bottom - b->top);
  return common / (both - common);
}

/* The best detections that hardly overlap better ones, best first. */
static int selectFaces(struct face *faces) {
  int count = 0;
  for (; count < MAX_FACES; ++count) {
    struct face best = {.score = kMinScore};
    for (int i = 0; i < ANCHORS; ++i) {
      struct face face = decode(i);
      int hidden = 0;
      for (int k = 0; k < count; ++k)
        hidden |= overlap(&face, &faces[k]) > kMaxOverlap;
      if (!hidden && face.score > best.score)
        best = face;
    }
    if (best.score == kMinScore)
      break;
    faces[count] = best;
  }
  return count;
}

static void dot(struct photo *photo, float x, float y, int radius, const uint8_t *colour) {
  for (int py = (int)y - radius; py <= (int)y + radius; ++py)
    for (int px = (int)x - radius; px <= (int)x + radius; ++px)
      if (px >= 0 && px < photo->width && py >= 0 && py < photo->height)
        memcpy(photo->rgb + (py * photo->width + px) * 3, colour, 3);
}

static void annotate(struct photo *photo, struct frame frame, const struct face *face) {
  static const uint8_t green[3] = {0, 230, 80}, red[3] = {255, 40, 40};
  float left = face->left * frame.side - frame.x, right = face->right * frame.side - frame.x;
  float top = face->top * frame.side - frame.y, bottom = face->bottom * frame.side - frame.y;
  for (float x = left; x <= right; ++x) {
    dot(photo, x, top, 1, green);
    dot(photo, x, bottom, 1, green);
  }
  for (float y = top; y <= bottom; ++y) {
    dot(photo, left, y, 1, green);
    dot(photo, right, y, 1, green);
  }
  for (int p = 0; p < POINTS; ++p)
    dot(photo, face->points[p][0] * frame.side - frame.x, face->points[p][1] * frame.side - frame.y,
        2, red);
  printf("face %.3f at (%.0f, %.0f), %.0f x %.0f pixels\n", face->score, left, top, right - left,
         bottom - top);
}

static int detect(struct photo *photo) {
  struct face faces[MAX_FACES];
  struct frame frame = frameOf(photo);
  for (int y = 0; y < SIDE; ++y)
    for (int x = 0; x < SIDE; ++x)
      sample(photo, frame, x, y, input + (y * SIDE + x) * 3);
  if (face_invoke(arena, input, boxes, logits) != 0)
    return 0;
  int count = selectFaces(faces);
  for (int i = 0; i < count; ++i)
    annotate(photo, frame, &faces[i]);
  return count;
}

int main(int argc, char **argv) {
  png_image image = {.version = PNG_IMAGE_VERSION};
  if (argc != 3) {
    fprintf(stderr, "usage: face-detection photo.png annotated.png\n");
    return 2;
  }
  if (!png_image_begin_read_from_file(&image, argv[1])) {
    fprintf(stderr, "%s: %s\n", argv[1], image.message);
    return 2;
  }
  image.format = PNG_FORMAT_RGB;
  struct photo photo = {(int)image.width, (int)image.height, malloc(PNG_IMAGE_SIZE(image))};
  if (!photo.rgb || !png_image_finish_read(&image, NULL, photo.rgb, 0, NULL)) {
    fprintf(stderr, "%s: %s\n", argv[1], image.message);
    return 2;
  }
  int count = detect(&photo);
  if (!png_image_write_to_file(&image, argv[2], 0, photo.rgb, 0, NULL)) {
    fprintf(stderr, "%s: %s\n", argv[2], image.message);
    return 2;
  }
  printf("%d face%s; annotated photograph in %s\n", count, count == 1 ? "" : "s", argv[2]);
  free(photo.rgb);
  return count == 0;
}
