// Reads the project's sources and holds the rules on who may include and name what (docs/architecture.md).

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string, std::less<>>;

const Names kProductFolders = {"core", "frontends", "jit", "devices", "machines", "app"};

// Who may include what beside itself; app may include everything.
const std::map<std::string, Names, std::less<>> kFolderIncludes = {
    {"core", {}},
    {"frontends", {"core"}},  // and its own guest's folder only
    {"jit", {"core"}},
    {"devices", {"core"}},
    {"machines", {"core", "frontends", "devices"}},
    {"app", {"core", "frontends", "jit", "devices", "machines"}},
};

// The same inside core.
const std::map<std::string, Names, std::less<>> kCoreIncludes = {
    {"base", {}},
    {"time", {"base", "state"}},
    {"state", {"base"}},
    {"host", {"base"}},
    {"memory", {"base", "time", "state", "host"}},
    {"board", {"base", "time", "state", "host", "memory"}},
    {"emit", {"base", "memory"}},
    {"guest", {"base", "memory", "emit", "ir", "state"}},
    {"ir", {"base", "memory", "emit", "guest"}},
    {"engine", {"base", "time", "state", "host", "memory", "emit", "guest", "ir"}},
};

// Text that may not appear outside comments. Case counts unless `any_case`; a word starts at the match's start.
struct Forbidden {
  std::string text;
  bool any_case;
  Names folders;                    ///< where it is forbidden
  std::vector<std::string> except;  ///< path prefixes where it is allowed all the same
  std::string why;
};

const std::vector<Forbidden> kForbidden = {
    {"arm::", true, {"core", "jit"}, {}, "names a guest"},
    {"m68k", true, {"core", "jit"}, {}, "names a guest"},
    {"frontends/", true, {"core", "jit"}, {}, "names a guest"},
    {"cpsr", true, {"core", "jit"}, {}, "names a guest's register"},
    {"eflags", true, {"core", "jit"}, {"jit/x86_64/"}, "names a guest's register"},
    {"SDL", false, {"core", "frontends", "jit", "devices", "machines"}, {}, "only app uses SDL"},
    {"std::chrono", false, {"core", "frontends", "jit", "devices", "machines"}, {}, "only app knows the time of day"},
    {"is_same_v<E", false, {"frontends"}, {}, "a meaning may not depend on the emitter"},
};

struct Source {
  std::string path;  ///< from the root, with slashes
  std::string text;
};

// "path:line: what", one for each violation.
using Violations = std::vector<std::string>;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool is_header(const Source& source) { return fs::path(source.path).extension() == ".h"; }

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream{std::string(text)};
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

void add(Violations& violations, const Source& source, size_t line, const std::string& what) {
  violations.push_back(source.path + ":" + std::to_string(line) + ": " + what);
}

// In 0xff'8200 the quote belongs to a number, in u'x' it starts a character.
bool separates_digits(std::string_view text, size_t quote) {
  size_t start = quote;
  while (start > 0 && (is_word(text[start - 1]) || text[start - 1] == '\'')) --start;
  return start < quote && std::isdigit(static_cast<unsigned char>(text[start]));
}

// The end of the string or character literal whose quote is at `begin`.
size_t literal_end(std::string_view text, size_t begin) {
  if (text[begin] == '"' && begin > 0 && text[begin - 1] == 'R') {
    const size_t open = text.find('(', begin);
    if (open == text.npos) return text.size();
    const std::string close = ")" + std::string(text.substr(begin + 1, open - begin - 1)) + "\"";
    const size_t end = text.find(close, open);
    return end == text.npos ? text.size() : end + close.size();
  }
  for (size_t i = begin + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[begin]) {
      return i + 1;
    }
  }
  return std::min(begin + 1, text.size());
}

// The text with its comments blanked; strings and line numbers stay.
std::string without_comments(std::string_view text) {
  std::string code;
  for (size_t i = 0; i < text.size();) {
    const std::string_view two = text.substr(i, 2);
    size_t end = i + 1;
    if (two == "//") {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (two == "/*") {
      const size_t close = text.find("*/", i + 2);
      end = close == text.npos ? text.size() : close + 2;
      code += ' ';
      code.append(static_cast<size_t>(std::count(text.begin() + i, text.begin() + end, '\n')), '\n');
      i = end;
      continue;
    }
    if (text[i] == '"' || (text[i] == '\'' && !separates_digits(text, i))) end = literal_end(text, i);
    code += text.substr(i, end - i);
    i = end;
  }
  return code;
}

struct Include {
  size_t line;
  std::string path;
  bool quoted;
};

std::vector<Include> includes_of(const Source& source) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
  std::vector<Include> includes;
  size_t number = 0;
  for (const std::string& line : split(without_comments(source.text), '\n')) {
    ++number;
    std::smatch match;
    if (line.find('#') != line.npos && std::regex_search(line, match, kInclude)) {
      includes.push_back({number, match[2], match[1] == "\""});
    }
  }
  return includes;
}

Violations check_folders(const Source& source) {
  Violations violations;
  const auto from = split(source.path, '/');
  for (const Include& include : includes_of(source)) {
    const auto to = split(include.path, '/');
    const std::string shown = "\"" + include.path + "\"";
    if (!kProductFolders.contains(to[0])) {
      if (include.quoted && from[0] != "app")
        add(violations, source, include.line, shown + " does not start at the root");
    } else if (from[0] != to[0]) {
      if (!kFolderIncludes.at(from[0]).contains(to[0])) {
        add(violations, source, include.line, from[0] + " may not include " + shown);
      }
    } else if (from[0] == "frontends" && from[1] != to[1]) {
      add(violations, source, include.line, "frontends/" + from[1] + " may not include " + shown);
    }
  }
  return violations;
}

Violations check_core(const Source& source) {
  Violations violations;
  const auto from = split(source.path, '/');
  if (from[0] != "core") return violations;
  const auto rule = kCoreIncludes.find(from[1]);
  if (rule == kCoreIncludes.end()) {
    add(violations, source, 1, "core/" + from[1] + " has no rule in tests/layering_test.cpp");
    return violations;
  }
  for (const Include& include : includes_of(source)) {
    const auto to = split(include.path, '/');
    if (to[0] != "core" || to.size() < 2 || to[1] == from[1] || rule->second.contains(to[1])) continue;
    add(violations, source, include.line, "core/" + from[1] + " may not include \"" + include.path + "\"");
  }
  return violations;
}

bool mentions(const std::string& line, const Forbidden& rule) {
  const auto same = [&](char a, char b) {
    return rule.any_case ? std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b))
                         : a == b;
  };
  // "arm::" is not in "alarm::", nor is `is_same_v<E` in `is_same_v<Else`; "cpsr" is in "set_cpsr".
  const bool whole_start = rule.text == "arm::" || rule.text == "SDL";
  const bool whole_end = rule.text == "is_same_v<E";
  for (auto from = line.begin();; ++from) {
    from = std::search(from, line.end(), rule.text.begin(), rule.text.end(), same);
    if (from == line.end()) return false;
    const auto end = from + static_cast<std::ptrdiff_t>(rule.text.size());
    const bool start_fits = !whole_start || from == line.begin() || !is_word(from[-1]);
    const bool end_fits = !whole_end || end == line.end() || !is_word(*end);
    if (start_fits && end_fits) return true;
  }
}

Violations check_names(const Source& source) {
  Violations violations;
  const std::string folder = split(source.path, '/')[0];
  const auto lines = split(without_comments(source.text), '\n');
  for (const Forbidden& rule : kForbidden) {
    const bool excepted = std::any_of(rule.except.begin(), rule.except.end(),
                                      [&](const std::string& prefix) { return source.path.starts_with(prefix); });
    if (excepted || !rule.folders.contains(folder)) continue;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (mentions(lines[i], rule)) add(violations, source, i + 1, "`" + rule.text + "`: " + rule.why);
    }
  }
  return violations;
}

Violations check_header(const Source& source) {
  Violations violations;
  if (!is_header(source)) return violations;
  const std::string start = "/// " + source.path + " \u2014 ";
  const std::string first = source.text.substr(0, source.text.find('\n'));
  if (!first.starts_with(start) || first.size() == start.size()) {
    add(violations, source, 1, "the first line should be `" + start + "purpose`");
  }
  const auto lines = split(without_comments(source.text), '\n');
  if (std::find(lines.begin(), lines.end(), "#pragma once") == lines.end()) {
    add(violations, source, 1, "`#pragma once` is missing");
  }
  return violations;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> kSources = [] {
    const fs::path root = SOSIE_SOURCE_DIR;
    std::vector<Source> found;
    for (const std::string& folder : kProductFolders) {
      if (!fs::exists(root / folder)) continue;
      for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const auto extension = entry.path().extension();
        if (!entry.is_regular_file() || (extension != ".h" && extension != ".cpp")) continue;
        std::ostringstream text;
        text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        found.push_back({entry.path().lexically_relative(root).generic_string(), text.str()});
      }
    }
    std::sort(found.begin(), found.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
    return found;
  }();
  return kSources;
}

template <class Check>
void hold(Check check) {
  ASSERT_FALSE(sources().empty()) << "no sources in " SOSIE_SOURCE_DIR;
  for (const Source& source : sources()) {
    for (const std::string& violation : check(source)) ADD_FAILURE() << violation;
  }
}

// --- the rules hold in the tree ---

TEST(Layering, FoldersIncludeOnlyWhatTheyMay) { hold(check_folders); }
TEST(Layering, FoldersOfCoreIncludeOnlyWhatTheyMay) { hold(check_core); }
TEST(Layering, NamesStayInTheirLayer) { hold(check_names); }
TEST(Layering, HeadersStateTheirPurpose) { hold(check_header); }

// --- the rules find what they should ---

TEST(LayeringRules, FoldersMayNotIncludeUpwardsOrSideways) {
  const auto wrong = [](const std::string& path, const std::string& include) {
    return check_folders({path, "#pragma once\n#include \"" + include + "\"\n"});
  };
  EXPECT_EQ(wrong("core/ir/a.h", "jit/a.h"), Violations{"core/ir/a.h:2: core may not include \"jit/a.h\""});
  EXPECT_EQ(wrong("frontends/arm/a.h", "frontends/x86/a.h").size(), 1u);
  EXPECT_EQ(wrong("frontends/arm/a.h", "devices/a.h").size(), 1u);
  EXPECT_EQ(wrong("jit/a.h", "frontends/arm/a.h").size(), 1u);
  EXPECT_EQ(wrong("devices/serial/a.h", "machines/pc/a.h").size(), 1u);
  EXPECT_EQ(wrong("machines/pc/a.cpp", "jit/a.h").size(), 1u);
  EXPECT_EQ(wrong("jit/a.cpp", "translator.h").size(), 1u);
  EXPECT_TRUE(wrong("frontends/arm/a.h", "frontends/arm/b.h").empty());
  EXPECT_TRUE(wrong("machines/pc/a.cpp", "frontends/x86/a.h").empty());
  EXPECT_TRUE(wrong("app/a.cpp", "jit/a.h").empty());
}

TEST(LayeringRules, CoreIsOrdered) {
  const auto wrong = [](const std::string& path, const std::string& include) {
    return check_core({path, "#include \"" + include + "\"\n"});
  };
  EXPECT_EQ(wrong("core/base/a.h", "core/emit/a.h"),
            Violations{"core/base/a.h:1: core/base may not include \"core/emit/a.h\""});
  EXPECT_EQ(wrong("core/emit/a.h", "core/ir/a.h").size(), 1u);
  EXPECT_EQ(wrong("core/engine/a.h", "core/board/a.h").size(), 1u);
  EXPECT_EQ(wrong("core/novelty/a.h", "core/base/a.h").size(), 1u);
  EXPECT_TRUE(wrong("core/guest/a.h", "core/ir/a.h").empty());
  EXPECT_TRUE(wrong("core/board/a.h", "core/memory/a.h").empty());
}

TEST(LayeringRules, NamesAreFoundInCodeAndStringsButNotInComments) {
  EXPECT_EQ(check_names({"core/ir/a.cpp", "int a;\nauto b = Arm::kR0;\n"}),
            Violations{"core/ir/a.cpp:2: `arm::`: names a guest"});
  EXPECT_EQ(check_names({"jit/a.cpp", "auto a = \"m68k\";"}).size(), 1u);
  EXPECT_EQ(check_names({"core/ir/a.cpp", "int a = 0xff'8200; int cpsr;  // 'a\n"}).size(), 1u);
  EXPECT_TRUE(check_names({"core/ir/a.cpp", "int a = 0xff'8200;  // cpsr\n/* m68k\n */ int alarm::b;"}).empty());
  EXPECT_TRUE(check_names({"frontends/arm/a.cpp", "int cpsr;"}).empty());
  EXPECT_EQ(check_names({"jit/a.cpp", "int eflags;"}).size(), 1u);
  EXPECT_TRUE(check_names({"jit/x86_64/a.cpp", "int eflags;"}).empty());
  EXPECT_EQ(check_names({"jit/x86_64/a.cpp", "int cpsr;"}).size(), 1u);
  EXPECT_EQ(check_names({"devices/a.cpp", "SDL_Init(0); std::chrono::seconds(1);"}).size(), 2u);
  EXPECT_TRUE(check_names({"app/a.cpp", "SDL_Init(0); std::chrono::seconds(1);"}).empty());
  EXPECT_EQ(check_names({"frontends/arm/a.cpp", "if constexpr (std::is_same_v<E, Interpreter>)"}).size(), 1u);
}

TEST(LayeringRules, CommentsAreRemovedAndStringsKept) {
  EXPECT_EQ(without_comments("a // b\nc /* d\ne */ f"), "a \nc  \n f");
  EXPECT_EQ(without_comments("\"http://a\" '\"' \"\\\"//\" // b"), "\"http://a\" '\"' \"\\\"//\" ");
  EXPECT_EQ(without_comments("R\"x(// \" )x\" // b"), "R\"x(// \" )x\" ");
  EXPECT_EQ(without_comments("1'000 + u8'/' // b"), "1'000 + u8'/' ");
}

TEST(LayeringRules, HeadersStartWithTheirPathAndPurpose) {
  EXPECT_TRUE(check_header({"core/a.h", "/// core/a.h \u2014 an a.\n#pragma once\n"}).empty());
  EXPECT_EQ(check_header({"core/a.h", "/// core/b.h \u2014 an a.\n#pragma once\n"}).size(), 1u);
  EXPECT_EQ(check_header({"core/a.h", "/// core/a.h \u2014 \n"}).size(), 2u);
  EXPECT_TRUE(check_header({"core/a.cpp", ""}).empty());
}

}  // namespace
