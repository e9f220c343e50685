/* Start-up code and drivers for Arm's MPS2 board with the AN386 image: Cortex-M4F at 25 MHz. */
#include "board.h"

struct uart {
  volatile uint32_t data, state, control, interrupt, divider;
};
struct timer {
  volatile uint32_t control, value, reload;
};

#define UART0 ((struct uart *)0x40004000)
#define TIMER0 ((struct timer *)0x40000000)
#define CPACR (*(volatile uint32_t *)0xE000ED88)

enum { MHZ = 25, BAUD = 115200, TX_FULL = 1, RX_FULL = 2 };

extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[], stack_top[];
int main(void);
void start(void);

void uart_write(char character) {
  while (UART0->state & TX_FULL) {
  }
  UART0->data = (uint8_t)character;
}

char uart_read(void) {
  while (!(UART0->state & RX_FULL)) {
  }
  return (char)UART0->data;
}

void uart_print(const char *text) {
  while (*text)
    uart_write(*text++);
}

void uart_print_number(uint32_t number) {
  if (number >= 10)
    uart_print_number(number / 10);
  uart_write((char)('0' + number % 10));
}

uint32_t microseconds(void) { return (UINT32_MAX - TIMER0->value) / MHZ; }

_Noreturn void leave(int status) {
  /* Semihosting: SYS_EXIT_EXTENDED with the reason "application exit". */
  uint32_t arguments[] = {0x20026, (uint32_t)status};
  register uint32_t r0 __asm__("r0") = 0x20;
  register uint32_t *r1 __asm__("r1") = arguments;
  __asm__ volatile("bkpt 0xab" : : "r"(r0), "r"(r1) : "memory");
  for (;;) {
  }
}

static void fault(void) {
  uart_print("fault\r\n");
  leave(1);
}

void start(void) {
  CPACR |= 0xFu << 20; /* before any floating-point instruction */
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  const uint32_t *from = data_load;
  for (uint32_t *word = data_start; word < data_end; ++word)
    *word = *from++;
  for (uint32_t *word = bss_start; word < bss_end; ++word)
    *word = 0;
  UART0->divider = MHZ * 1000000 / BAUD;
  UART0->control = 3; /* transmit and receive */
  TIMER0->reload = TIMER0->value = UINT32_MAX;
  TIMER0->control = 1;
  leave(main());
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    stack_top, start, fault, fault, fault, fault, fault, fault,
    fault,     fault, fault, fault, fault, fault, fault, fault};
