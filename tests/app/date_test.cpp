// Dates that people write, and the host's.
#include "app/date.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace sosie::app {
namespace {

TEST(Date, IsWrittenWithOrWithoutATime) {
  EXPECT_EQ(parse_date("2026-11-25"), (CalendarTime{2026, 11, 25, 3, 0, 0, 0}));
  EXPECT_EQ(parse_date("2026-11-25 08:15"), (CalendarTime{2026, 11, 25, 3, 8, 15, 0}));
  EXPECT_EQ(parse_date("2024-02-29T23:59:59"), (CalendarTime{2024, 2, 29, 4, 23, 59, 59}));
}

TEST(Date, ThatIsNoneIsTold) {
  for (const char* text :
       {"", "today", "2026-02-29", "2026-13-01", "2026-00-01", "2026-11-25 24:00", "2026-11-25 08:60", "2026-11-25 08",
        "26-11-25", "2026-11-25 08:15:60", "2026-11-25 08:15 "}) {
    EXPECT_THROW(parse_date(text), UserError) << text;
  }
}

TEST(Date, TheHostsIsOne) {
  const CalendarTime now = local_time();
  EXPECT_GE(now.year, 2024);
  EXPECT_TRUE(now.month >= 1 && now.month <= 12);
  EXPECT_TRUE(now.day >= 1 && now.day <= 31);
  EXPECT_LE(now.weekday, 6);
}

}  // namespace
}  // namespace sosie::app
