/* machine.h for a PC without an operating system. Files are places of the disk, see pc.py. */
#include "machine.h"

enum { SECTOR = 512, RUNS = 1 << 15, RESULTS = 1 << 17, DATA = 0x1f0, STATUS = 0x1f7 };
enum { READ = 0x20, WRITE = 0x30, HAS_DATA = 8, IS_BUSY = 0x80 };

/* The sector that a file is at, and how many bytes before it were read or written. */
static struct {
  uint32_t sector;
  size_t bytes;
  _Alignas(4) unsigned char data[SECTOR];
} files[2];

static void writePort(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static uint8_t readPort(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

/* One sector from or to the first disk. */
static void transfer(uint32_t sector, unsigned char *data, uint8_t command) {
  writePort(0x1f6, 0xe0 | sector >> 24);
  writePort(0x1f2, 1);
  for (int i = 0; i < 3; ++i)
    writePort(0x1f3 + i, sector >> 8 * i);
  writePort(STATUS, command);
  while (!(readPort(STATUS) & HAS_DATA))
    ;
  size_t count = SECTOR / 2;
  if (command == READ)
    __asm__ volatile("rep insw" : "+D"(data), "+c"(count) : "d"(DATA) : "memory");
  else
    __asm__ volatile("rep outsw" : "+S"(data), "+c"(count) : "d"(DATA) : "memory");
  while (readPort(STATUS) & IS_BUSY)
    ;
}

int openFile(const char *path, int writing) {
  (void)path;
  files[writing].sector = writing ? RESULTS + 1 : RUNS + 1;
  files[writing].bytes = 0;
  if (!writing)
    transfer(RUNS, files[0].data, READ);
  return writing;
}

/* The first sector of a file begins with its size. */
size_t readFile(int file, void *data, size_t bytes) {
  static uint32_t size;
  if (files[file].bytes == 0)
    size = *(uint32_t *)files[file].data;
  size_t left = size - files[file].bytes, count = bytes < left ? bytes : left;
  for (size_t i = 0; i < count; ++i) {
    if (files[file].bytes % SECTOR == 0)
      transfer(files[file].sector++, files[file].data, READ);
    ((unsigned char *)data)[i] = files[file].data[files[file].bytes++ % SECTOR];
  }
  return count;
}

void writeFile(int file, const void *data, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) {
    files[file].data[files[file].bytes++ % SECTOR] = ((const unsigned char *)data)[i];
    if (files[file].bytes % SECTOR == 0)
      transfer(files[file].sector++, files[file].data, WRITE);
  }
}

void getHeap(unsigned char **start, unsigned char **end) {
  extern unsigned char heapStart[], heapEnd[];
  *start = heapStart;
  *end = heapEnd;
}

_Noreturn void leave(int code) {
  (void)code;
  transfer(files[1].sector, files[1].data, WRITE);
  *(uint32_t *)files[1].data = files[1].bytes;
  transfer(RESULTS, files[1].data, WRITE);
  for (const char *letter = "Shutdown";; ++letter)
    if (*letter)
      writePort(0x8900, *letter);
}

__attribute__((section(".start"), used)) void start(void) {
  extern uint32_t bssStart[], bssEnd[];
  for (volatile uint32_t *word = bssStart; word < bssEnd; ++word)
    *word = 0;
  leave(main());
}
