/* The device side of the MLPerf Tiny benchmark: a host sends commands over a serial line, each ended
 * by '%', and every answer ends in m-ready.
 *
 *     name  profile  timestamp  help
 *     db load N      expect N bytes of input
 *     db HEX         some of them
 *     db print       what was loaded
 *     infer N [W]    W calls to warm up (10), then N calls between two timestamps
 *     results        the output's values
 */
#include "board.h"
#include "digits.h"

#include <string.h>

enum { COMMAND = 80, INPUTS = DIGITS_INPUT0_ELEMENTS, OUTPUTS = DIGITS_OUTPUT0_ELEMENTS };

static _Alignas(DIGITS_ARENA_ALIGN) uint8_t arena[DIGITS_ARENA_SIZE];
static float input[INPUTS], output[OUTPUTS];
/* One byte per element of the input. */
static uint8_t bytes[INPUTS];
static size_t expected, loaded;

static void print_line(const char *before, uint32_t number, const char *after) {
  uart_print(before);
  uart_print_number(number);
  uart_print(after);
  uart_print("\r\n");
}

/* With three decimals. */
static void print_value(float value) {
  if (value < 0)
    uart_write('-');
  uint32_t thousandths = (uint32_t)((value < 0 ? -value : value) * 1000.0f + 0.5f);
  uart_print_number(thousandths / 1000);
  uart_write('.');
  for (uint32_t digit = 100; digit; digit /= 10)
    uart_write((char)('0' + thousandths / digit % 10));
}

/* The next word of a command, or null. */
static const char *take_word(char **rest) {
  char *word = *rest;
  while (*word == ' ')
    ++word;
  if (!*word)
    return NULL;
  char *end = word;
  while (*end && *end != ' ')
    ++end;
  *rest = *end ? end + 1 : end;
  *end = 0;
  return word;
}

/* A decimal number as far as `text` is one; at most 1,000,000. */
static int parse_number(const char *text) {
  int sign = *text == '-' ? -1 : 1, value = 0;
  for (text += *text == '-'; *text >= '0' && *text <= '9' && value < 1000000; ++text)
    value = 10 * value + (*text - '0');
  return sign * value;
}

static void print_timestamp(void) { print_line("m-lap-us-", microseconds(), ""); }

static void print_results(void) {
  uart_print("m-results-[");
  for (int i = 0; i < OUTPUTS; ++i) {
    if (i)
      uart_write(',');
    print_value(output[i]);
  }
  uart_print("]\r\n");
}

static void call_model(uint32_t times) {
  while (times--)
    if (digits_invoke(arena, input, output) != EFFC_OK)
      uart_print("e-[Inference failed]\r\n");
}

static void infer(const char *times, const char *warmup) {
  int n = times ? parse_number(times) : 1, w = warmup ? parse_number(warmup) : 10;
  if (n <= 0) {
    uart_print("e-[Inference iterations must be >0]\r\n");
    return;
  }
  if (w < 0) {
    uart_print("e-[Inference warmup must be >=0]\r\n");
    return;
  }
  for (int i = 0; i < INPUTS; ++i)
    input[i] = bytes[i] / 255.0f;
  print_line("m-warmup-start-", (uint32_t)w, "");
  call_model((uint32_t)w);
  uart_print("m-warmup-done\r\n");
  print_line("m-infer-start-", (uint32_t)n, "");
  print_timestamp();
  call_model((uint32_t)n);
  print_timestamp();
  uart_print("m-infer-done\r\n");
  print_results();
}

static void expect(const char *count) {
  int number = count ? parse_number(count) : 0;
  if (!count) {
    uart_print("e-[Command 'db load' requires the # of bytes]\r\n");
  } else if (number <= 0) {
    uart_print("e-[Command 'db load' must be >0 bytes]\r\n");
  } else if (number > INPUTS) {
    print_line("e-[Supplied buffer size exceeds maximum of ", INPUTS, "]");
  } else {
    expected = (size_t)number;
    loaded = 0;
    print_line("m-[Expecting ", (uint32_t)number, " bytes]");
  }
}

/* The value of a hexadecimal digit, or -1. */
static int get_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void load(const char *text) {
  if (strlen(text) % 2) {
    uart_print("e-[Insufficent number of hex digits]\r\n"); /* as the reference spells it */
    return;
  }
  for (; *text && loaded < expected; text += 2) {
    int high = get_digit(text[0]), low = get_digit(text[1]);
    if (high < 0 || low < 0) {
      uart_print("e-[Invalid hex digit '");
      uart_write(text[0]);
      uart_write(text[1]);
      uart_print("']\r\n");
      return;
    }
    bytes[loaded++] = (uint8_t)(high << 4 | low);
    if (loaded == expected)
      uart_print("m-load-done\r\n");
  }
}

static void print_buffer(void) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < expected; ++i) {
    uart_print(i % 8 ? "-" : "m-buffer-");
    uart_write(digits[bytes[i] >> 4]);
    uart_write(digits[bytes[i] & 15]);
    if (i % 8 == 7 || i + 1 == expected)
      uart_print("\r\n");
  }
}

static void use_buffer(char *rest) {
  const char *what = take_word(&rest);
  if (!what)
    uart_print("e-[Command 'db' requires a subcommand]\r\n");
  else if (!strcmp(what, "load"))
    expect(take_word(&rest));
  else if (!strcmp(what, "print"))
    print_buffer();
  else
    load(what);
}

static void obey(char *rest) {
  const char *command = take_word(&rest);
  if (!command) {
    uart_print("e-[Unknown command: ]\r\n");
  } else if (!strcmp(command, "name")) {
    uart_print("m-name-dut-[effc]\r\n");
  } else if (!strcmp(command, "profile")) {
    uart_print("m-profile-[ULPMark for tinyML Firmware V0.0.1]\r\nm-model-[digits]\r\n");
  } else if (!strcmp(command, "timestamp")) {
    print_timestamp();
  } else if (!strcmp(command, "help")) {
    uart_print("name  profile  timestamp  db load N  db HH[HH]*  db print  infer N [W]  results\r\n");
  } else if (!strcmp(command, "db")) {
    use_buffer(rest);
  } else if (!strcmp(command, "infer")) {
    const char *times = take_word(&rest);
    infer(times, take_word(&rest));
  } else if (!strcmp(command, "results")) {
    print_results();
  } else {
    uart_print("e-[Unknown command: ");
    uart_print(command);
    uart_print("]\r\n");
  }
}

int main(void) {
  static char line[COMMAND + 1];
  size_t length = 0;
  uart_print("m-timestamp-mode-performance\r\n");
  print_timestamp();
  uart_print("m-init-done\r\nm-ready\r\n");
  for (;;) {
    char c = uart_read();
    if (c == '%') {
      line[length] = 0;
      length = 0;
      obey(line);
      uart_print("m-ready\r\n");
    } else if (length < COMMAND && c != '\r' && c != '\n') {
      line[length++] = c;
    }
  }
}
