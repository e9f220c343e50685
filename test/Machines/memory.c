/* What compiled models may call: by words where both sides allow it. */
#include <stddef.h>
#include <stdint.h>

typedef uintptr_t __attribute__((may_alias)) word;

static int shareAlignment(const void *a, const void *b) {
  return (((uintptr_t)a ^ (uintptr_t)b) & (sizeof(word) - 1)) == 0;
}

static int isAligned(const void *pointer) { return ((uintptr_t)pointer & (sizeof(word) - 1)) == 0; }

/* Without `restrict`: memmove calls it for copies to lower addresses. */
void *memcpy(void *target, const void *source, size_t bytes) {
  unsigned char *to = target;
  const unsigned char *from = source;
  if (shareAlignment(to, from)) {
    for (; bytes && !isAligned(to); --bytes)
      *to++ = *from++;
    for (; bytes >= 4 * sizeof(word); bytes -= 4 * sizeof(word)) {
      word *t = (word *)to;
      const word *f = (const word *)from;
      word a = f[0], b = f[1], c = f[2], d = f[3];
      t[0] = a, t[1] = b, t[2] = c, t[3] = d;
      to += 4 * sizeof(word);
      from += 4 * sizeof(word);
    }
  }
  for (; bytes; --bytes)
    *to++ = *from++;
  return target;
}

void *memmove(void *target, const void *source, size_t bytes) {
  unsigned char *to = target;
  const unsigned char *from = source;
  if ((uintptr_t)to - (uintptr_t)from >= bytes)
    return memcpy(target, source, bytes);
  while (bytes--)
    to[bytes] = from[bytes];
  return target;
}

void *memset(void *target, int value, size_t bytes) {
  unsigned char *to = target;
  word pattern = (word)-1 / 255 * (unsigned char)value;
  for (; bytes && !isAligned(to); --bytes)
    *to++ = (unsigned char)value;
  for (; bytes >= sizeof(word); bytes -= sizeof(word), to += sizeof(word))
    *(word *)to = pattern;
  for (; bytes; --bytes)
    *to++ = (unsigned char)value;
  return target;
}
