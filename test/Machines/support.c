/* The routines that compilers call where the processor lacks an instruction, as in their support
 * libraries, for machines that no such library is installed for. Floats are rounded to nearest,
 * ties to even. */
#include <stdint.h>

enum { BIAS = 127, SPECIAL = 255, LEADING = 30 };
static const uint32_t kSign = 0x80000000u, kInfinity = 0x7f800000u, kNaN = 0x7fc00000u;

typedef union bits {
  float number;
  uint32_t word;
} bits;

static uint32_t toBits(float number) { return (bits){.number = number}.word; }
static float toFloat(uint32_t word) { return (bits){.word = word}.number; }
static int isNaN(uint32_t a) { return (a & ~kSign) > kInfinity; }

/* Bits that are shifted out leave a trace in the last one. */
static uint32_t shiftRight(uint32_t value, int count) {
  if (count <= 0)
    return value;
  if (count > 31)
    return value != 0;
  return value >> count | ((value & ((1u << count) - 1)) != 0);
}

/* A finite number other than 0 is significand * 2^(exponent - BIAS - LEADING). */
typedef struct parts {
  int exponent;
  uint32_t significand;
} parts;

static parts normalize(int exponent, uint32_t significand) {
  for (; significand >> LEADING == 0; significand <<= 1)
    --exponent;
  if (significand >> (LEADING + 1)) {
    significand = shiftRight(significand, 1);
    ++exponent;
  }
  return (parts){exponent, significand};
}

static parts unpack(uint32_t a) {
  int exponent = (int)(a >> 23 & 255);
  uint32_t fraction = a & 0x7fffff;
  return exponent ? (parts){exponent, (fraction | 0x800000) << 7} : normalize(1, fraction << 7);
}

static float pack(uint32_t sign, parts p) {
  if (p.exponent >= SPECIAL)
    return toFloat(sign | kInfinity);
  if (p.exponent <= 0) {
    p.significand = shiftRight(p.significand, 1 - p.exponent);
    p.exponent = 1;
  }
  uint32_t rounded = (p.significand + 64) >> 7;
  if ((p.significand & 127) == 64)
    rounded &= ~1u;
  return toFloat(sign | (((uint32_t)(p.exponent - 1) << 23) + rounded));
}

float __addsf3(float x, float y) {
  uint32_t a = toBits(x), b = toBits(y);
  if (a << 1 < b << 1) {
    uint32_t other = a;
    a = b;
    b = other;
  }
  uint32_t sign = a & kSign, differ = (a ^ b) & kSign;
  if (isNaN(a) || (b << 1 == kInfinity << 1 && differ))
    return toFloat(kNaN);
  if ((a & ~kSign) == kInfinity)
    return toFloat(a);
  if (b << 1 == 0)
    return toFloat(a << 1 == 0 && differ ? 0 : a);
  parts p = unpack(a), q = unpack(b);
  uint32_t smaller = shiftRight(q.significand, p.exponent - q.exponent);
  uint32_t sum = differ ? p.significand - smaller : p.significand + smaller;
  return sum ? pack(sign, normalize(p.exponent, sum)) : 0;
}

float __subsf3(float x, float y) { return __addsf3(x, toFloat(toBits(y) ^ kSign)); }
float __negsf2(float x) { return toFloat(toBits(x) ^ kSign); }

/* The halves' products, for processors without the upper word of a product. */
static uint64_t multiply(uint32_t a, uint32_t b) {
  uint32_t low = (a & 0xffff) * (b & 0xffff), high = (a >> 16) * (b >> 16);
  uint32_t one = (a >> 16) * (b & 0xffff), two = (a & 0xffff) * (b >> 16);
  uint32_t middle = (low >> 16) + (one & 0xffff) + (two & 0xffff);
  return (uint64_t)(high + (one >> 16) + (two >> 16) + (middle >> 16)) << 32 |
         (middle << 16 | (low & 0xffff));
}

float __mulsf3(float x, float y) {
  uint32_t a = toBits(x), b = toBits(y), sign = (a ^ b) & kSign;
  if (isNaN(a) || isNaN(b))
    return toFloat(kNaN);
  uint32_t larger = a << 1 > b << 1 ? a << 1 : b << 1, smaller = larger == a << 1 ? b << 1 : a << 1;
  if (larger == kInfinity << 1)
    return toFloat(smaller ? sign | kInfinity : kNaN);
  if (!smaller)
    return toFloat(sign);
  parts p = unpack(a), q = unpack(b);
  uint64_t product = multiply(p.significand, q.significand);
  uint32_t upper = (uint32_t)(product >> LEADING) | (((uint32_t)product & 0x3fffffff) != 0);
  return pack(sign, normalize(p.exponent + q.exponent - BIAS, upper));
}

float __divsf3(float x, float y) {
  uint32_t a = toBits(x), b = toBits(y), sign = (a ^ b) & kSign;
  uint32_t dividend = a << 1, divisor = b << 1;
  if (isNaN(a) || isNaN(b) || (dividend == divisor && (!dividend || dividend == kInfinity << 1)))
    return toFloat(kNaN);
  if (!divisor || dividend == kInfinity << 1)
    return toFloat(sign | kInfinity);
  if (!dividend || divisor == kInfinity << 1)
    return toFloat(sign);
  parts p = unpack(a), q = unpack(b);
  uint32_t rest = p.significand, quotient = 0;
  for (int bit = 0; bit <= LEADING; ++bit) {
    uint32_t fits = rest >= q.significand;
    quotient = quotient << 1 | fits;
    rest = (fits ? rest - q.significand : rest) << 1;
  }
  return pack(sign, normalize(p.exponent - q.exponent + BIAS, quotient | (rest != 0)));
}

/* -1, 0, 1, or `unordered`. */
static int compare(float x, float y, int unordered) {
  uint32_t a = toBits(x), b = toBits(y);
  if (isNaN(a) || isNaN(b))
    return unordered;
  int32_t p = a & kSign ? -(int32_t)(a & ~kSign) : (int32_t)a;
  int32_t q = b & kSign ? -(int32_t)(b & ~kSign) : (int32_t)b;
  return p < q ? -1 : p > q;
}

int __eqsf2(float x, float y) { return compare(x, y, 1); }
int __nesf2(float x, float y) { return compare(x, y, 1); }
int __ltsf2(float x, float y) { return compare(x, y, 1); }
int __lesf2(float x, float y) { return compare(x, y, 1); }
int __gtsf2(float x, float y) { return compare(x, y, -1); }
int __gesf2(float x, float y) { return compare(x, y, -1); }
int __unordsf2(float x, float y) { return isNaN(toBits(x)) || isNaN(toBits(y)); }

float __floatunsisf(uint32_t x) { return x ? pack(0, normalize(BIAS + LEADING, x)) : 0; }
float __floatsisf(int32_t x) {
  uint32_t sign = x < 0 ? kSign : 0, magnitude = x < 0 ? -(uint32_t)x : (uint32_t)x;
  return x ? pack(sign, normalize(BIAS + LEADING, magnitude)) : 0;
}

float __floatundisf(uint64_t x) {
  int shift = 0;
  for (uint32_t upper = (uint32_t)(x >> 32); upper; upper >>= 1)
    ++shift;
  uint32_t kept = (uint32_t)(x >> shift);
  if (x != (uint64_t)kept << shift)
    kept |= 1;
  return x ? pack(0, normalize(BIAS + LEADING + shift, kept)) : 0;
}
float __floatdisf(int64_t x) {
  float magnitude = __floatundisf(x < 0 ? -(uint64_t)x : (uint64_t)x);
  return x < 0 ? __negsf2(magnitude) : magnitude;
}

/* Towards zero; what does not fit becomes the nearest one that does. */
static uint64_t toInteger(uint32_t a, uint64_t largest) {
  if (a << 1 >> 24 < BIAS)
    return 0;
  int shift = (int)(a << 1 >> 24) - BIAS - 23;
  uint64_t significand = (a & 0x7fffff) | 0x800000;
  if (shift > 40)
    return largest;
  significand = shift < 0 ? significand >> -shift : significand << shift;
  return significand < largest ? significand : largest;
}

int64_t __fixsfdi(float x) {
  uint32_t a = toBits(x);
  if (isNaN(a))
    return 0;
  uint64_t limit = a & kSign ? (uint64_t)1 << 63 : ((uint64_t)1 << 63) - 1;
  uint64_t magnitude = toInteger(a, limit);
  return (int64_t)(a & kSign ? -magnitude : magnitude);
}
int32_t __fixsfsi(float x) {
  uint32_t a = toBits(x);
  if (isNaN(a))
    return 0;
  uint32_t magnitude = (uint32_t)toInteger(a, a & kSign ? kSign : kSign - 1);
  return (int32_t)(a & kSign ? -magnitude : magnitude);
}
uint32_t __fixunssfsi(float x) {
  uint32_t a = toBits(x);
  return a & kSign || isNaN(a) ? 0 : (uint32_t)toInteger(a, 0xffffffffu);
}

uint64_t __muldi3(uint64_t a, uint64_t b) {
  uint32_t cross = (uint32_t)(a >> 32) * (uint32_t)b + (uint32_t)a * (uint32_t)(b >> 32);
  return multiply((uint32_t)a, (uint32_t)b) + ((uint64_t)cross << 32);
}

static uint64_t divide(uint64_t a, uint64_t b, uint64_t *rest) {
  uint64_t quotient = 0, left = 0;
  for (int bit = 63; bit >= 0; --bit) {
    int carry = (int)(left >> 63);
    left = left << 1 | (a >> bit & 1);
    if (carry || left >= b) {
      left -= b;
      quotient |= (uint64_t)1 << bit;
    }
  }
  *rest = left;
  return quotient;
}

static uint64_t magnitude(int64_t a) { return a < 0 ? -(uint64_t)a : (uint64_t)a; }

uint64_t __udivdi3(uint64_t a, uint64_t b) {
  uint64_t rest;
  return divide(a, b, &rest);
}
uint64_t __umoddi3(uint64_t a, uint64_t b) {
  uint64_t rest;
  divide(a, b, &rest);
  return rest;
}
int64_t __divdi3(int64_t a, int64_t b) {
  uint64_t rest, quotient = divide(magnitude(a), magnitude(b), &rest);
  return (int64_t)((a < 0) != (b < 0) ? -quotient : quotient);
}
int64_t __moddi3(int64_t a, int64_t b) {
  uint64_t rest;
  divide(magnitude(a), magnitude(b), &rest);
  return (int64_t)(a < 0 ? -rest : rest);
}
uint32_t __udivsi3(uint32_t a, uint32_t b) { return (uint32_t)__udivdi3(a, b); }
uint32_t __umodsi3(uint32_t a, uint32_t b) { return (uint32_t)__umoddi3(a, b); }
int32_t __divsi3(int32_t a, int32_t b) { return (int32_t)__divdi3(a, b); }
int32_t __modsi3(int32_t a, int32_t b) { return (int32_t)__moddi3(a, b); }
