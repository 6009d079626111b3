// SPDX-License-Identifier: MIT
// Records as programs: where their fields are, what their expressions read, and what is refused.
#include "program/records.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "model/load.h"

namespace {

using namespace iosolate;
namespace fs = std::filesystem;

/// A specification in a file of its own, gone at the end.
class File {
 public:
  explicit File(const std::string& content)
      : path_(fs::temp_directory_path() / ("iosolate_records_" + std::to_string(::getpid()) + ".xml")) {
    std::ofstream(path_) << "<spec name=\"s\" manual=\"m\">\n" << content << "</spec>\n";
  }
  ~File() { fs::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  program::Program program(base::Diagnostics& diagnostics) const {
    auto model = std::make_shared<model::Model>(model::load(path_.string(), diagnostics));
    diagnostics.throw_if_failed();
    return program::instantiate(model, diagnostics);
  }
  std::string complaints() const {
    base::Diagnostics diagnostics;
    program(diagnostics);
    std::string text = diagnostics.text();
    for (std::size_t at = 0; (at = text.find(path_.string() + ":")) != std::string::npos;)
      text.erase(at, path_.string().size() + 1);
    return text;
  }

 private:
  fs::path path_;
};

const std::string header =
    "<struct name=\"H\"><field bytes=\"0\" name=\"Type\"/><field bytes=\"2:1\" name=\"Length\"/></struct>\n";

BOOST_AUTO_TEST_CASE(a_record_knows_its_fixed_part_and_the_bytes_that_say_what_it_is) {
  base::Diagnostics diagnostics;
  const program::Program program =
      File(header +
           "<struct name=\"A\" amends=\"H\" when=\"Type = 1\" length=\"Length\" end=\"B\">\n"
           "  <field bits=\"31:30\" flags=\"X Y\"/><reserved bits=\"29:24\"/>\n"
           "  <many name=\"rest\" at=\"4\" count=\"Type\" of=\"B A\"/>\n"
           "</struct>\n"
           "<struct name=\"B\" length=\"2\"><field bytes=\"1:0\" name=\"Word\"/></struct>\n")
          .program(diagnostics);
  BOOST_REQUIRE(!diagnostics.failed());
  BOOST_REQUIRE(program.records.size() == 2U);
  const program::RecordInstance& a = program.records[0];
  BOOST_TEST(a.bytes == 4U);
  BOOST_TEST(a.tag_bytes == 1U);
  BOOST_TEST(a.length_bytes == 3U);
  BOOST_REQUIRE(a.fields.size() == 5U);
  BOOST_TEST(a.fields[2].name == "X");
  BOOST_TEST(a.fields[2].bits[0].low == 31U);
  BOOST_TEST(a.fields[3].flag);
  BOOST_TEST(a.fields[4].name.empty());
  BOOST_REQUIRE(a.manys.size() == 1U);
  BOOST_TEST((a.manys[0].of == std::vector<std::uint32_t>{1, 0}));
  BOOST_TEST(a.manys[0].count->name == "Type");
  BOOST_TEST((a.end == 1U));
  BOOST_TEST(program.records[1].tag_bytes == 0U);
}

BOOST_AUTO_TEST_CASE(what_the_bytes_of_a_record_cannot_say_is_refused_at_its_place) {
  BOOST_TEST(File("<param name=\"Width\" type=\"bits(7)\" default=\"3\"/>\n" + header +
                  "<struct name=\"A\" amends=\"H\" when=\"Type = Width\" length=\"Length\"/>\n")
                 .complaints() ==
             "4:40: error: 'when' of 'A' may read only fields of the record of at most 64 bits [record.type]\n");
  BOOST_TEST(File(header + "<struct name=\"A\" amends=\"H\" length=\"Length - 4\"/>\n").complaints() ==
             "3:44: error: 'length' of 'A' may go below zero [expr.type]\n");
  BOOST_TEST(File("<struct name=\"A\" length=\"Long\"><field bytes=\"8:0\" name=\"Long\" type=\"text\"/></struct>\n")
                 .complaints() ==
             "2:26: error: 'length' of 'A' may read only fields of the record of at most 64 bits [record.type]\n");
  BOOST_TEST(File("<struct name=\"A\" length=\"1\" end=\"H\"><field bytes=\"0\" name=\"X\"/></struct>\n" + header)
                 .complaints() == "2:1: error: 'H' needs a 'length' to stand behind 'A' [record.length]\n");
  BOOST_TEST(File("<struct name=\"A\" length=\"1\">\n<field bytes=\"0\" name=\"X\" when=\"true\"/>\n<reserved "
                  "bytes=\"0\"/></struct>\n")
                 .complaints() ==
             "3:1: error: the layout of 'A' depends on its fields: a record of another layout needs a 'struct' and a "
             "'when' of its own [record.type]\n");
}

}  // namespace
