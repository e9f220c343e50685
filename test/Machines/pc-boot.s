# Boot sector of a PC: loads the program behind it to 1 MiB and enters it in 64-bit mode, with AVX-512
# switched on. pc.py writes the number of its sectors to `count`.
.set PROGRAM, 0x100000
.set STACK_TOP, 0x8000000
.set TABLES, 0x1000

.code16
.globl _start
_start:
  cli
  xorw %ax, %ax
  movw %ax, %ds
  lgdtw table
  movl %cr0, %eax
  orb $1, %al
  movl %eax, %cr0
  ljmpw $8, $protected

.code32
protected:
  movw $16, %ax
  movw %ax, %ds
  movw %ax, %es
  movw %ax, %ss
  inb $0x92, %al # A20
  orb $2, %al
  outb %al, $0x92
  cld
  movl $PROGRAM, %edi
  movl $1, %ebx
next: # sector ebx of the first disk to edi
  movl %ebx, %eax
  shrl $24, %eax
  orb $0xe0, %al
  movw $0x1f6, %dx
  outb %al, %dx
  movb $1, %al
  movw $0x1f2, %dx
  outb %al, %dx
  movl %ebx, %eax
  incw %dx
  outb %al, %dx
  shrl $8, %eax
  incw %dx
  outb %al, %dx
  shrl $8, %eax
  incw %dx
  outb %al, %dx
  movb $0x20, %al # read
  movw $0x1f7, %dx
  outb %al, %dx
wait:
  inb %dx, %al
  testb $8, %al
  jz wait
  movw $0x1f0, %dx
  movl $256, %ecx
  rep insw
  incl %ebx
  decl count
  jnz next

  movl $TABLES + 0x1003, TABLES # one table, with one page of 1 GiB
  movl $0, TABLES + 4
  movl $0x83, TABLES + 0x1000
  movl $0, TABLES + 0x1004
  movl $TABLES, %eax
  movl %eax, %cr3
  movl $0x40620, %eax # PAE, OSFXSR, OSXMMEXCPT, OSXSAVE
  movl %eax, %cr4
  movl $0xc0000080, %ecx # EFER
  rdmsr
  orl $0x100, %eax # LME
  wrmsr
  movl $0x80000033, %eax # paging, numeric errors, MP, protection
  movl %eax, %cr0
  ljmpl $24, $long

.code64
long:
  xorl %ecx, %ecx
  xorl %edx, %edx
  movl $0xe7, %eax # x87, SSE, AVX and the three parts of AVX-512
  xsetbv
  movq $STACK_TOP, %rsp
  movq $PROGRAM, %rax
  callq *%rax

.balign 8
descriptors:
  .quad 0
  .quad 0x00cf9a000000ffff # 32-bit code
  .quad 0x00cf92000000ffff # data
  .quad 0x00af9a000000ffff # 64-bit code
table:
  .word . - descriptors - 1
  .long descriptors

.org 504
.globl count
count:
  .long 0
  .word 0
  .word 0xaa55
