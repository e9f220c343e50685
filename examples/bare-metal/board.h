/* What the firmware of this example and of ../mlperf-tiny uses of the board. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

void uart_write(char character);
void uart_print(const char *text);
void uart_print_number(uint32_t number);
char uart_read(void); /* waits */

/* Microseconds since the start; starts again after 171 s. */
uint32_t microseconds(void);

/* Ends the program under an emulator or a debugger, which has to be attached. */
_Noreturn void leave(int status);

#endif
