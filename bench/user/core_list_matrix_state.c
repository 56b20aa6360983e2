// A mixed integer load: linked list work, small-integer matrices and a state machine that reads numbers, each result
// folded into a CRC-16 that also seeds the next round.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { kNodes = 180, kSize = 12, kText = 600 };

static uint32_t random_state = 1;

static uint32_t next_random(void) {
  random_state = random_state * 1664525u + 1013904223u;
  return random_state >> 8;
}

// CRC-16 with the reflected polynomial 0xa001, a bit at a time.
static uint16_t crc16_byte(uint16_t crc, uint8_t byte) {
  crc ^= byte;
  for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) ? (uint16_t)((crc >> 1) ^ 0xa001) : (uint16_t)(crc >> 1);
  return crc;
}

static uint16_t crc16_half(uint16_t crc, uint16_t value) {
  return crc16_byte(crc16_byte(crc, (uint8_t)value), (uint8_t)(value >> 8));
}

static uint16_t crc16_word(uint16_t crc, uint32_t value) {
  return crc16_half(crc16_half(crc, (uint16_t)value), (uint16_t)(value >> 16));
}

// --- the list ---

struct item {
  int16_t value;
  uint16_t key;
};

struct node {
  struct node* next;
  struct item* item;
};

typedef int (*compare_fn)(const struct item*, const struct item*);

static struct item items[kNodes];
static struct node nodes[kNodes];

static int by_value(const struct item* a, const struct item* b) { return a->value - b->value; }
static int by_key(const struct item* a, const struct item* b) { return (int)a->key - (int)b->key; }
static int by_low_bits(const struct item* a, const struct item* b) {
  const int difference = (a->value & 0x3f) - (b->value & 0x3f);
  return difference ? difference : by_key(b, a);
}

static const compare_fn orders[] = {by_value, by_key, by_low_bits};

static struct node* list_build(void) {
  struct node* head = NULL;
  for (int i = 0; i < kNodes; ++i) {
    items[i].value = (int16_t)next_random();
    items[i].key = (uint16_t)i;
    nodes[i].item = &items[i];
    nodes[i].next = head;
    head = &nodes[i];
  }
  return head;
}

static struct node* list_reverse(struct node* head) {
  struct node* reversed = NULL;
  while (head) {
    struct node* const rest = head->next;
    head->next = reversed;
    reversed = head;
    head = rest;
  }
  return reversed;
}

// Looks for a key and moves what it finds to the front; steps counts the nodes seen.
static struct node* list_find(struct node* head, uint16_t key, uint32_t* steps) {
  struct node* before = NULL;
  for (struct node* at = head; at; before = at, at = at->next) {
    ++*steps;
    if (at->item->key != key) continue;
    if (!before) return head;
    before->next = at->next;
    at->next = head;
    return at;
  }
  return head;
}

static struct node* list_merge(struct node* a, struct node* b, compare_fn compare) {
  struct node* head = NULL;
  struct node** tail = &head;
  while (a && b) {
    struct node** const least = compare(a->item, b->item) <= 0 ? &a : &b;
    *tail = *least;
    *least = (*least)->next;
    tail = &(*tail)->next;
  }
  *tail = a ? a : b;
  return head;
}

// A stable merge sort from the bottom up: bins[i] is empty or a sorted list of 2^i nodes.
static __attribute__((noinline)) struct node* list_sort(struct node* head, compare_fn compare) {
  struct node* bins[16] = {NULL};
  while (head) {
    struct node* run = head;
    head = head->next;
    run->next = NULL;
    int i = 0;
    for (; bins[i]; ++i) {
      run = list_merge(bins[i], run, compare);
      bins[i] = NULL;
    }
    bins[i] = run;
  }
  struct node* all = NULL;
  for (int i = 0; i < 16; ++i)
    if (bins[i]) all = list_merge(bins[i], all, compare);
  return all;
}

static uint16_t list_crc(const struct node* head, uint16_t crc) {
  for (int i = 0; head; head = head->next, ++i)
    if (i % 8 == 0) crc = crc16_half(crc, (uint16_t)head->item->value);
  return crc;
}

static __attribute__((noinline)) uint16_t list_round(uint16_t crc) {
  struct node* head = list_reverse(list_build());
  uint32_t steps = 0;
  for (int i = 0; i < 40; ++i) head = list_find(head, (uint16_t)(next_random() % (kNodes + 8)), &steps);
  crc = crc16_word(crc, steps);
  for (uint32_t i = 0; i < sizeof orders / sizeof orders[0]; ++i) {
    head = list_sort(head, orders[i]);
    crc = list_crc(head, crc);
    // Take each third node out and put them in front, the other way round.
    struct node* taken = NULL;
    struct node** link = &head;
    for (int n = 1; *link; ++n) {
      struct node* const at = *link;
      if (n % 3) {
        link = &at->next;
      } else {
        *link = at->next;
        at->next = taken;
        taken = at;
      }
    }
    *link = taken;
    head = list_reverse(head);
  }
  return list_crc(head, crc);
}

// --- the matrices ---

static int16_t left[kSize][kSize];
static int16_t right[kSize][kSize];
static int32_t product[kSize][kSize];

static __attribute__((noinline)) void matrix_multiply(void) {
  for (int row = 0; row < kSize; ++row)
    for (int column = 0; column < kSize; ++column) {
      int32_t sum = 0;
      for (int i = 0; i < kSize; ++i) sum += (int32_t)left[row][i] * right[i][column];
      product[row][column] = sum;
    }
}

static __attribute__((noinline)) void matrix_multiply_fields(void) {
  for (int row = 0; row < kSize; ++row)
    for (int column = 0; column < kSize; ++column) {
      uint32_t sum = 0;
      for (int i = 0; i < kSize; ++i) {
        const uint32_t part = (uint32_t)((int32_t)left[row][i] * right[i][column]);
        sum += ((part >> 3) & 0x1f) * ((part >> 7) & 0xff);
      }
      product[row][column] = (int32_t)sum;
    }
}

static __attribute__((noinline)) void matrix_times_vector(void) {
  for (int row = 0; row < kSize; ++row) {
    int32_t sum = 0;
    for (int i = 0; i < kSize; ++i) sum += (int32_t)left[row][i] * right[0][i];
    product[row][row] = sum;
  }
}

// Adds the cells until the sum passes a limit; then starts again and counts a win, as it does when the cells rise.
static uint16_t matrix_crc(uint16_t crc) {
  int32_t sum = 0;
  int32_t last = 0;
  uint16_t wins = 0;
  for (int row = 0; row < kSize; ++row)
    for (int column = 0; column < kSize; ++column) {
      const int32_t cell = product[row][column];
      sum += cell >> 4;
      if (sum > 20000) {
        sum = 0;
        wins = (uint16_t)(wins + 10);
      } else if (cell > last) {
        ++wins;
      }
      last = cell;
    }
  return crc16_word(crc16_half(crc, wins), (uint32_t)sum);
}

static __attribute__((noinline)) uint16_t matrix_round(uint16_t crc) {
  for (int row = 0; row < kSize; ++row)
    for (int column = 0; column < kSize; ++column) {
      left[row][column] = (int16_t)((next_random() & 0x1ff) - 0x100);
      right[row][column] = (int16_t)((next_random() & 0x3ff) - 0x200);
    }
  matrix_multiply();
  crc = matrix_crc(crc);
  matrix_times_vector();
  crc = matrix_crc(crc);
  const int16_t more = (int16_t)(crc & 0x1f);
  for (int row = 0; row < kSize; ++row)
    for (int column = 0; column < kSize; ++column) left[row][column] = (int16_t)(left[row][column] + more);
  matrix_multiply_fields();
  return matrix_crc(crc);
}

// --- the state machine ---

enum state {
  kStart,
  kSign,
  kZero,
  kInteger,
  kHexMark,
  kHex,
  kPoint,
  kFraction,
  kMark,
  kMarkSign,
  kExponent,
  kBad,
  kStates
};

static char text[kText + 32];

static char* put_digits(char* out, uint32_t count) {
  while (count--) *out++ = (char)('0' + next_random() % 10);
  return out;
}

static void text_build(void) {
  char* out = text;
  while (out < text + kText) {
    const uint32_t kind = next_random();
    if (kind & 1) *out++ = (kind & 2) ? '-' : '+';
    switch ((kind >> 2) & 7) {
      case 0:
        *out++ = '0';
        *out++ = 'x';
        for (uint32_t i = 0; i < 4; ++i) *out++ = "0123456789abcdef"[next_random() & 15];
        break;
      case 1:
      case 2:
        out = put_digits(out, 2 + (kind >> 5) % 5);
        *out++ = '.';
        out = put_digits(out, (kind >> 8) % 6);
        break;
      case 3:
        out = put_digits(out, 1);
        *out++ = '.';
        out = put_digits(out, 3);
        *out++ = 'e';
        *out++ = (kind & 32) ? '-' : '+';
        out = put_digits(out, 2);
        break;
      case 4:
        *out++ = 'T';
        out = put_digits(out, 3);
        break;
      default: out = put_digits(out, 1 + (kind >> 5) % 8); break;
    }
    *out++ = ',';
  }
  *out = 0;
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads one field and leaves *from behind its comma; visits counts the states passed through.
static __attribute__((noinline)) enum state field_read(const char** from, uint32_t visits[kStates],
                                                       uint32_t* mantissa) {
  enum state state = kStart;
  const char* at = *from;
  for (; *at && *at != ','; ++at) {
    const char c = *at;
    switch (state) {
      case kStart:
        if (c == '+' || c == '-') {
          state = kSign;
          break;
        }
        // fall through
      case kSign: state = c == '0' ? kZero : is_digit(c) ? kInteger : c == '.' ? kPoint : kBad; break;
      case kZero:
        if (c == 'x') {
          state = kHexMark;
          break;
        }
        // fall through
      case kInteger: state = is_digit(c) ? kInteger : c == '.' ? kPoint : c == 'e' ? kMark : kBad; break;
      case kHexMark:
      case kHex: state = is_digit(c) || (c >= 'a' && c <= 'f') ? kHex : kBad; break;
      case kPoint:
      case kFraction: state = is_digit(c) ? kFraction : c == 'e' ? kMark : kBad; break;
      case kMark:
        if (c == '+' || c == '-') {
          state = kMarkSign;
          break;
        }
        // fall through
      case kMarkSign:
      case kExponent: state = is_digit(c) ? kExponent : kBad; break;
      default: break;
    }
    ++visits[state];
    if (state == kInteger || state == kFraction) *mantissa = *mantissa * 10 + (uint32_t)(c - '0');
  }
  *from = *at ? at + 1 : at;
  return state;
}

static __attribute__((noinline)) uint16_t state_round(uint16_t crc) {
  uint32_t visits[kStates] = {0};
  uint32_t ends[kStates] = {0};
  uint32_t mantissa = 0;
  text_build();
  for (uint32_t pass = 0; pass < 4; ++pass) {
    for (const char* at = text; *at;) ++ends[field_read(&at, visits, &mantissa)];
    for (uint32_t i = pass; i < kText; i += 17)
      if (text[i] != ',') text[i] ^= (char)(pass + 1);
  }
  for (int i = 0; i < kStates; ++i) crc = crc16_word(crc16_half(crc, (uint16_t)ends[i]), visits[i]);
  return crc16_word(crc, mantissa);
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(8000, argc, argv);
  uint16_t crc = 0xffff;
  for (uint32_t i = 0; i < rounds; ++i) {
    random_state = crc + i;
    crc = list_round(crc);
    crc = matrix_round(crc);
    crc = state_round(crc);
  }
  printf("core_list_matrix_state %u rounds, checksum %04x\n", (unsigned)rounds, crc);
  return 0;
}
