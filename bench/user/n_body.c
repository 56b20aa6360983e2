// A sun and its planets under gravity, step by step: chains of double additions, products, square roots and divisions.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kBodies = 5 };

struct body {
  double position[3], velocity[3], mass;
};

static struct body bodies[kBodies];

/// A planet on a nearly circular orbit: the sun has mass 1 and the constant of gravity is 1.
static struct body planet(double radius, double inclination, double mass) {
  const double speed = sqrt(1 / radius);
  const struct body made = {
      {radius, 0, radius * inclination}, {0, speed * (1 - inclination), speed * inclination / 2}, mass};
  return made;
}

static void place_bodies(void) {
  static const struct body sun = {{0, 0, 0}, {0, 0, 0}, 1};
  bodies[0] = sun;
  bodies[1] = planet(1.0, 0.01, 3e-6);
  bodies[2] = planet(5.2, -0.02, 9.5e-4);
  bodies[3] = planet(9.6, 0.04, 2.9e-4);
  bodies[4] = planet(30.1, 0.03, 5.2e-5);
  for (int axis = 0; axis < 3; ++axis) {
    double momentum = 0;
    for (int i = 1; i < kBodies; ++i) momentum += bodies[i].velocity[axis] * bodies[i].mass;
    bodies[0].velocity[axis] = -momentum;
  }
}

static double square(double value) { return value * value; }

static __attribute__((noinline)) void advance(double step) {
  for (int i = 0; i < kBodies; ++i) {
    struct body* const a = &bodies[i];
    for (int j = i + 1; j < kBodies; ++j) {
      struct body* const b = &bodies[j];
      double apart[3];
      for (int axis = 0; axis < 3; ++axis) apart[axis] = a->position[axis] - b->position[axis];
      const double distance2 = square(apart[0]) + square(apart[1]) + square(apart[2]);
      const double pull = step / (distance2 * sqrt(distance2));
      for (int axis = 0; axis < 3; ++axis) {
        a->velocity[axis] -= apart[axis] * b->mass * pull;
        b->velocity[axis] += apart[axis] * a->mass * pull;
      }
    }
  }
  for (int i = 0; i < kBodies; ++i)
    for (int axis = 0; axis < 3; ++axis) bodies[i].position[axis] += step * bodies[i].velocity[axis];
}

static double energy(void) {
  double sum = 0;
  for (int i = 0; i < kBodies; ++i) {
    const struct body* const a = &bodies[i];
    sum += a->mass * (square(a->velocity[0]) + square(a->velocity[1]) + square(a->velocity[2])) / 2;
    for (int j = i + 1; j < kBodies; ++j) {
      double distance2 = 0;
      for (int axis = 0; axis < 3; ++axis) distance2 += square(a->position[axis] - bodies[j].position[axis]);
      sum -= a->mass * bodies[j].mass / sqrt(distance2);
    }
  }
  return sum;
}

static uint64_t checksum(void) {
  uint64_t sum = 0;
  for (int i = 0; i < kBodies; ++i) {
    for (int axis = 0; axis < 3; ++axis) {
      uint64_t bits;
      memcpy(&bits, &bodies[i].position[axis], sizeof bits);
      sum = sum * 31 + bits;
    }
  }
  return sum;
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t steps = scaled(3000000, argc, argv);
  place_bodies();
  const double before = energy();
  for (uint32_t i = 0; i < steps; ++i) advance(0.01);
  const double drift = fabs((energy() - before) / before);
  printf("n_body %u steps, energy %s, checksum %016llx\n", (unsigned)steps, drift < 1e-3 ? "kept" : "lost",
         (unsigned long long)checksum());
  return drift < 1e-3 ? 0 : 1;
}
