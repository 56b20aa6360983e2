#include "machines/linux_user/paths.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "tests/machines/linux_user/temporary_directory.h"

namespace sosie::linux_user {

namespace {

TEST(Paths, WithoutARootNamesAreTheHosts) {
  const Paths paths("");
  EXPECT_EQ(paths.to_host("/etc/passwd"), "/etc/passwd");
  EXPECT_EQ(paths.to_guest("/etc/passwd"), "/etc/passwd");
}

TEST(Paths, WhatIsInTheRootComesFromThere) {
  const TemporaryDirectory root;
  root.file("lib/library.so", "");
  const Paths paths(root.path() + "/");
  EXPECT_EQ(paths.to_host("/lib/library.so"), root.path() + "/lib/library.so");
  EXPECT_EQ(paths.to_host("/lib"), root.path() + "/lib");
  EXPECT_EQ(paths.to_host("//lib/./library.so"), root.path() + "/lib/library.so");
  EXPECT_EQ(paths.to_host("/etc/passwd"), "/etc/passwd");
  EXPECT_EQ(paths.to_host("lib/library.so"), "lib/library.so");
  EXPECT_EQ(paths.to_host(""), "");
  EXPECT_EQ(paths.to_guest(root.path() + "/lib/library.so"), "/lib/library.so");
  EXPECT_EQ(paths.to_guest(root.path()), "/");
  EXPECT_EQ(paths.to_guest(root.path() + "x"), root.path() + "x");
}

TEST(Paths, LinksStayInTheRoot) {
  const TemporaryDirectory root;
  root.file("usr/lib/real", "");
  root.link("lib", "usr/lib");
  root.link("usr/lib/absolute", "/usr/lib/real");
  root.link("usr/lib/upwards", "../../../../usr/lib/real");
  root.link("dangling", "/nowhere");
  root.link("circle", "circle");
  const Paths paths(root.path());
  const std::string real = root.path() + "/usr/lib/real";
  EXPECT_EQ(paths.to_host("/lib/real"), real);
  EXPECT_EQ(paths.to_host("/lib/absolute"), real);
  EXPECT_EQ(paths.to_host("/lib/upwards"), real);
  EXPECT_EQ(paths.to_host("/../lib/../lib/real"), real) << "`..` of a link is the target's parent";
  EXPECT_EQ(paths.to_host("/lib/absolute", false), root.path() + "/usr/lib/absolute");
  EXPECT_EQ(paths.to_host("/lib", false), root.path() + "/lib");
  EXPECT_EQ(paths.to_host("/lib/", false), root.path() + "/usr/lib");
  EXPECT_EQ(paths.to_host("/dangling"), "/dangling");
  EXPECT_EQ(paths.to_host("/circle"), "/circle");
}

TEST(Paths, ANewFileIsWhereItsDirectoryIs) {
  const TemporaryDirectory root, elsewhere;
  root.file("only/here/file", "");
  const Paths paths(root.path());
  EXPECT_EQ(paths.to_host("/only/here/new"), root.path() + "/only/here/new");
  EXPECT_EQ(paths.to_host("/only/here/new/", false), root.path() + "/only/here/new/");
  EXPECT_EQ(paths.to_host("/only/there/new"), "/only/there/new");
  EXPECT_EQ(paths.to_host(elsewhere.path() + "/new"), elsewhere.path() + "/new");
  root.file(elsewhere.path().substr(1) + "/other", "");
  EXPECT_EQ(paths.to_host(elsewhere.path() + "/new"), elsewhere.path() + "/new") << "the host has the directory too";
}

TEST(Paths, TheKernelsTreesAreTheHosts) {
  const TemporaryDirectory root;
  root.file("proc/self/maps", "");
  root.file("device", "");
  const Paths paths(root.path());
  EXPECT_EQ(paths.to_host("/proc/self/maps"), "/proc/self/maps");
  EXPECT_EQ(paths.to_host("/dev"), "/dev");
  EXPECT_EQ(paths.to_host("/device"), root.path() + "/device");
}

TEST(Paths, ARootThatIsNoDirectoryIsTold) {
  try {
    Paths("/nowhere/at/all");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(), "the guest's root /nowhere/at/all is no directory; give an existing one with -L");
    EXPECT_EQ(error.exit_code(), 125);
  }
}

}  // namespace

}  // namespace sosie::linux_user
