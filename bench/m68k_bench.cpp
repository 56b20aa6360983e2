// What the exact 68000 costs: emulated MHz, where waits and idle clocks count, and instructions a second.
#include <benchmark/benchmark.h>

#include <initializer_list>
#include <span>

#include "frontends/m68k/cpu.h"

namespace {

using namespace sosie;

constexpr u64 kHz = 32'084'988;
constexpr u32 kTicksPerClock = 4, kProgram = 0x1000, kStack = 0x8000, kRam = 1 << 20;

// Endless loops. A mixture: moves, arithmetic, comparisons, branches, a call, the stack, indexed and displaced
// operands.
constexpr u16 kMixture[] = {
    0x41f8, 0x4000,  // lea $4000, a0
    0x43f8, 0x6000,  // lea $6000, a1
    0x7200,          // moveq #0, d1
    0x3e3c, 0x00ff,  // move.w #255, d7
    0x2018,          // loop: move.l (a0)+, d0
    0xd280,          // add.l d0, d1
    0x32c1,          // move.w d1, (a1)+
    0xe248,          // lsr.w #1, d0
    0x0240, 0x0fff,  // andi.w #$fff, d0
    0x3628, 0x0010,  // move.w 16(a0), d3
    0xb043,          // cmp.w d3, d0
    0x6602,          // bne over
    0x5244,          // addq.w #1, d4
    0x6110,          // over: bsr sub
    0x4a29, 0xfffc,  // tst.b -4(a1)
    0x6704,          // beq next
    0x1a30, 0x7000,  // move.b 0(a0, d7.w), d5
    0x51cf, 0xffdc,  // next: dbra d7, loop
    0x60ca,          // bra to the start
    0x2f01,          // sub: move.l d1, -(sp)
    0x4841,          // swap d1
    0x221f,          // move.l (sp)+, d1
    0x4e75,          // rts
};
constexpr u16 kCopy[] = {
    0x41f8, 0x4000, 0x43f8, 0x6000, 0x3e3c, 0x00ff,  // lea $4000, a0; lea $6000, a1; move.w #255, d7
    0x22d8, 0x22d8, 0x22d8, 0x22d8,                  // loop: move.l (a0)+, (a1)+, four times
    0x51cf, 0xfff6, 0x60e6,                          // dbra d7, loop; bra to the start
};
constexpr u16 kRegisters[] = {
    0x7e64,                          // moveq #100, d7
    0xd240, 0xb342, 0x9642, 0x8843,  // loop: add.w d0, d1; eor.w d1, d2; sub.w d2, d3; or.w d3, d4
    0x5240, 0x51cf, 0xfff4, 0x60ee,  // addq.w #1, d0; dbra d7, loop; bra to the start
};
constexpr std::span<const u16> kPrograms[] = {kMixture, kCopy, kRegisters};

void run(benchmark::State& state) {
  Scheduler scheduler(kHz);
  AddressSpace memory("memory", 24, Unmapped::kBusError, ByteOrder::kBig);
  memory.map_ram("ram", 0, kRam);
  memory.set_wait(0, kRam, {4 * kTicksPerClock, 0});
  memory.write(0, 4, kStack);
  memory.write(4, 4, kProgram);
  u32 address = kProgram;
  for (u16 word : kPrograms[state.range(0)]) memory.write(address, 2, word), address += 2;
  ExactBus bus(scheduler, memory, kTicksPerClock);
  const m68k::M68kIsa isa;
  m68k::Cpu cpu(isa, bus, {});
  cpu.reset();

  constexpr u64 kSlice = 160'000 * kTicksPerClock, kCounted = 10'000;  // a picture's time
  const u64 before = scheduler.now().n;
  for (u64 n = 0; n < kCounted; ++n) cpu.step();
  const double ticks_per_insn = static_cast<double>(scheduler.now().n - before) / kCounted;
  u64 ticks = 0;
  for (auto _ : state) {
    const u64 begin = scheduler.now().n;
    cpu.run({begin + kSlice});
    ticks += scheduler.now().n - begin;
  }
  const auto per_second = [](double count) { return benchmark::Counter(count, benchmark::Counter::kIsRate); };
  state.counters["clocks"] = per_second(static_cast<double>(ticks) / kTicksPerClock);
  state.counters["insns"] = per_second(static_cast<double>(ticks) / ticks_per_insn);
}

BENCHMARK(run)->Unit(benchmark::kMicrosecond)->ArgName("program (0 mixture, 1 copy, 2 registers)")->DenseRange(0, 2);

}  // namespace

BENCHMARK_MAIN();
