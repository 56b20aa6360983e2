// Options in a TOML file: under their names, below the command line, with the line of a mistake.
#include "app/settings.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>

#include "core/base/error.h"
#include "tests/support/run_program.h"

namespace sosie::app {
namespace {

class SettingsTest : public testing::Test {
 protected:
  SettingsTest() { build(); }
  void build() {
    command = std::make_unique<CLI::App>("", "toy");
    command->add_option("--rom", rom)->type_name("FILE");
    command->add_option("--speed", speed);
    command->add_option("--zoom", zoom)->check(CLI::Range(1, 8));
    command->add_flag("--full-screen", full_screen);
    command->add_option("--run-frames", run_frames)->configurable(false);
  }
  void parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());
    command->parse(arguments);
  }
  std::string file() const { return directory.path() + "/toy.toml"; }
  void load(const std::string& text) {
    directory.add_file("toy.toml", text);
    load_settings(*command, file());
  }
  /// The message, without the file's name.
  std::string complaint(const std::string& text) {
    try {
      load(text);
    } catch (const UserError& error) {
      const std::string what = error.what();
      EXPECT_TRUE(what.starts_with(file())) << what;
      EXPECT_EQ(what.find('\n'), what.npos);
      return what.substr(file().size());
    }
    return "none";
  }
  std::string saved() const {
    std::ifstream stream(file());
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  WorkDirectory directory;
  std::unique_ptr<CLI::App> command;
  std::string rom, speed = "100%";
  int zoom = 0, run_frames = 0;
  bool full_screen = false;
};

TEST_F(SettingsTest, AreTheOptionsByTheirNames) {
  parse({});
  load("# a comment\nrom = \"/roms/a.img\"\nspeed = \"max\"\nzoom = 3\nfull-screen = true\n");
  EXPECT_EQ(rom, "/roms/a.img");
  EXPECT_EQ(speed, "max");
  EXPECT_EQ(zoom, 3);
  EXPECT_TRUE(full_screen);
}

TEST_F(SettingsTest, TheCommandLineWins) {
  parse({"--zoom", "4", "--full-screen"});
  load("zoom = 3\nspeed = \"max\"\nfull-screen = false\n");
  EXPECT_EQ(zoom, 4);
  EXPECT_EQ(speed, "max");
  EXPECT_TRUE(full_screen);
}

TEST_F(SettingsTest, FilesAreBesideTheirSettings) {
  parse({});
  load("rom = \"roms/a.img\"\n");
  EXPECT_EQ(rom, directory.path() + "/roms/a.img");
  build();
  parse({});
  setenv("HOME", "/home/somebody", 1);
  load("rom = \"~/a.img\"\n");
  EXPECT_EQ(rom, "/home/somebody/a.img");
}

TEST_F(SettingsTest, AMistakeIsOneLineWithItsPlace) {
  parse({});
  EXPECT_EQ(complaint("speed = \"max\"\nsped = 3\n"), ":2: there is no setting sped; sosie toy --help has the options");
  EXPECT_EQ(complaint("run-frames = 3\n"), ":1: there is no setting run-frames; sosie toy --help has the options");
  EXPECT_EQ(complaint("\n\nfull-screen = 1\n"), ":3: full-screen is true or false");
  EXPECT_EQ(complaint("[speed]\n"), ":1: speed is text in quotes, or a number");
  EXPECT_TRUE(complaint("\nzoom = 9\n").starts_with(":2: --zoom: ")) << complaint("\nzoom = 9\n");
  EXPECT_TRUE(complaint("\nspeed = \n").starts_with(":2: "));
  EXPECT_TRUE(complaint("speed = 1\nspeed = 2\n").starts_with(":2: "));
}

TEST_F(SettingsTest, AMistakeIsToldThoughTheCommandLineWins) {
  parse({"--full-screen"});
  EXPECT_EQ(complaint("full-screen = 1\n"), ":1: full-screen is true or false");
}

TEST_F(SettingsTest, AreSavedAsTheyCanBeLoaded) {
  parse({"--rom", "a \"b\".img", "--zoom", "3", "--full-screen", "--speed", "050", "--run-frames", "5"});
  save_settings(*command, file());
  EXPECT_EQ(saved().find("run-frames"), std::string::npos);
  EXPECT_NE(saved().find("zoom = 3"), std::string::npos) << saved();
  rom = speed = "";
  zoom = 0;
  full_screen = false;
  build();
  parse({});
  load_settings(*command, file());
  EXPECT_EQ(rom, std::filesystem::current_path().string() + "/a \"b\".img");
  EXPECT_EQ(zoom, 3);
  EXPECT_EQ(speed, "050");
  EXPECT_TRUE(full_screen);
}

TEST_F(SettingsTest, SavingKeepsWhatTheFileSaid) {
  parse({"--zoom", "3"});
  load("zoom = 2\nspeed = \"50%\"\n");
  save_settings(*command, file());
  EXPECT_NE(saved().find("zoom = 3"), std::string::npos) << saved();
  EXPECT_NE(saved().find("speed = '50%'"), std::string::npos) << saved();
}

TEST_F(SettingsTest, TheUsualFileIsWhereXdgSays) {
  setenv("XDG_CONFIG_HOME", "/somewhere", 1);
  EXPECT_EQ(usual_settings_file("st"), "/somewhere/sosie/st.toml");
  setenv("XDG_CONFIG_HOME", "relative/is/ignored", 1);
  setenv("HOME", "/home/somebody", 1);
  EXPECT_EQ(usual_settings_file("st"), "/home/somebody/.config/sosie/st.toml");
  unsetenv("XDG_CONFIG_HOME");
  EXPECT_EQ(usual_settings_file("st"), "/home/somebody/.config/sosie/st.toml");
}

TEST_F(SettingsTest, AFolderThatIsNotThereIsMade) {
  parse({"--zoom", "3"});
  save_settings(*command, directory.path() + "/new/folder/toy.toml");
  EXPECT_TRUE(std::filesystem::exists(directory.path() + "/new/folder/toy.toml"));
}

}  // namespace
}  // namespace sosie::app
