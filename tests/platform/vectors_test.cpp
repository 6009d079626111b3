// SPDX-License-Identifier: MIT
// Test vectors: memory, registers, requests, and malformed lines.
#define BOOST_TEST_DYN_LINK
#include "platform/vectors.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"

namespace iosolate::platform {

namespace {

using tests::refusal;

VectorReader reader(std::string_view text) { return VectorReader(memory::own_text("v.jsonl", text)); }

std::string line(const std::string& requests, const std::string& memory = "",
                 const std::string& ram = R"(["0x1000", "0x2000"])") {
  return R"({"id": "t", "arch": "toy", "ram": [)" + ram + R"(], "regs": {"CAP": "0x7"}, "mem": [)" + memory +
         R"(], "requests": [)" + requests + "]}";
}

std::string refused(const std::string& text) {
  return refusal([&] { reader(text).next(); });
}

constexpr const char* access = R"({"rid": "0x0028", "pasid": null, "addr": "0x10", "rw": "r", "len": 8})";

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(a_case_has_memory_that_reads_zero_where_nothing_is_listed) {
  const std::string text = line("", R"({"addr": "0x1008", "hex": "0102fF"}, {"addr": "0x1ffe", "hex": "aabb"})");
  const VectorCase found = reader(text).next().value();
  BOOST_TEST(found.id == "t");
  BOOST_TEST(found.arch == "toy");
  BOOST_TEST(found.mode == "");
  BOOST_TEST(found.line == 1u);
  std::vector<std::byte> out(5);
  BOOST_TEST((found.memory.read(0x1007, out) == memory::Readable::Yes));
  const std::vector<std::byte> expected = {std::byte{0}, std::byte{1}, std::byte{2}, std::byte{0xff}, std::byte{0}};
  BOOST_TEST((out == expected));
  BOOST_TEST((found.memory.state(0x1fff, 1) == memory::Readable::Yes));
  BOOST_TEST((found.memory.state(0x1fff, 2) == memory::Readable::NoMemory));
  BOOST_TEST((found.memory.state(0x0fff, 1) == memory::Readable::NoMemory));
  BOOST_TEST(found.registers.named("CAP").value() == 7u);
  BOOST_TEST(found.registers.named("ECAP").value() == 0u);
}

BOOST_AUTO_TEST_CASE(requests_are_accesses_or_interrupts) {
  const std::string msi = R"({"rid": "0xffff", "msi_addr": "0xfee00018", "msi_data": "0x2", "agree": true})";
  const std::string other =
      R"({"device_id": "0x12345", "pasid": 5, "addr": "0xa0", "rw": "rw", "len": 4, "msi_data": "0x30", "via": "dma"})";
  const std::string text = line(std::string(access) + ", " + msi + ",  " + other);
  const VectorCase found = reader(text).next().value();
  BOOST_REQUIRE(found.requests.size() == 3);
  const VectorRequest& first = found.requests[0];
  BOOST_TEST((first.kind == VectorRequest::Kind::Dma));
  BOOST_TEST(first.requester.value() == 0x28u);
  BOOST_TEST(!first.device_id);
  BOOST_TEST(!first.pasid);
  BOOST_TEST(first.address == 0x10u);
  BOOST_TEST((first.reads && !first.writes));
  BOOST_TEST(first.length == 8u);
  BOOST_TEST(first.raw == access);
  const VectorRequest& second = found.requests[1];
  BOOST_TEST((second.kind == VectorRequest::Kind::Interrupt));
  BOOST_TEST(second.requester.value() == 0xffffu);
  BOOST_TEST(second.address == 0xfee00018u);
  BOOST_TEST(second.msi_data.value() == 2u);
  BOOST_TEST((second.writes && !second.reads));
  BOOST_TEST(second.raw == msi);
  const VectorRequest& third = found.requests[2];
  BOOST_TEST((third.kind == VectorRequest::Kind::Dma));
  BOOST_TEST(third.device_id.value() == 0x12345u);
  BOOST_TEST(third.pasid.value() == 5u);
  BOOST_TEST((third.reads && third.writes));
  BOOST_TEST(third.msi_data.value() == 0x30u);
  BOOST_TEST(third.via == "dma");
}

BOOST_AUTO_TEST_CASE(cases_come_one_by_one_and_a_bad_line_does_not_end_the_file) {
  VectorReader cases = reader(line("") + "\r\n\nbroken\n" + line(access));
  BOOST_TEST(cases.next()->line == 1u);
  BOOST_TEST(refusal([&] { cases.next(); }).starts_with("v.jsonl:3:1: error: malformed near "));
  BOOST_TEST(cases.next()->line == 4u);
  BOOST_TEST(!cases.next());
  BOOST_TEST(!cases.next());
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_listed) {
  BOOST_TEST(refused("\n{}") ==
             "v.jsonl:2:1: error: 'id' is missing [platform.vector]\n"
             "v.jsonl:2:1: error: 'arch' is missing [platform.vector]\n"
             "v.jsonl:2:1: error: 'mem' is missing [platform.vector]\n"
             "v.jsonl:2:1: error: 'ram' is missing [platform.vector]\n"
             "v.jsonl:2:1: error: 'regs' is missing [platform.vector]\n"
             "v.jsonl:2:1: error: 'requests' is missing [platform.vector]\n");
  BOOST_TEST(refused("[]") == "v.jsonl:1:1: error: a test vector is a list, wanted an object [platform.vector]\n");
  BOOST_TEST(refused(line("{}")).find("neither 'rid' nor 'device_id'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_requests_are_refused) {
  const auto with = [](const std::string& fields) { return refused(line("{" + fields + "}")); };
  BOOST_TEST(with(R"("rid": 65536, "addr": 0, "rw": "r", "len": 1)").find("rid is larger than 65535") !=
             std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "pasid": 1048576, "addr": 0, "rw": "r", "len": 1)").find("pasid is larger") !=
             std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "addr": 0, "rw": "q", "len": 1)").find("'rw' is none of") != std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "addr": 0, "rw": "r", "len": 1, "privileged": 1)").find("'privileged'") !=
             std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "addr": 0, "rw": "r")").find("'len' is missing") != std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "addr": -1, "rw": "r", "len": 1)").find("addr is a fraction") != std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "msi_addr": 0)").find("'msi_data' is missing") != std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "msi_addr": 0, "msi_data": 0, "addr": 0)").find("'addr' and 'msi_addr'") !=
             std::string::npos);
  BOOST_TEST(with(R"("rid": 1, "addr": 0, "rw": "r", "len": 1)") == "accepted");
}

BOOST_AUTO_TEST_CASE(wrong_memory_is_refused) {
  const auto with = [](const std::string& memory) { return refused(line("", memory)); };
  BOOST_TEST(with(R"({"addr": "0x1000", "hex": "0"})").find("two hexadecimal digits") != std::string::npos);
  BOOST_TEST(with(R"({"addr": "0x1000", "hex": "0g"})").find("'0g' in 'hex' is no byte") != std::string::npos);
  BOOST_TEST(with(R"({"addr": "0x1000"})").find("'hex' is missing") != std::string::npos);
  BOOST_TEST(with(R"({"addr": "0x1fff", "hex": "0000"})").find("outside of 'ram'") != std::string::npos);
  BOOST_TEST(with(R"({"addr": "0x1000", "hex": "0000"}, {"addr": "0x1001", "hex": "00"})").find("[memory.overlap]") !=
             std::string::npos);
  BOOST_TEST(with(R"({"addr": "0xffffffffffffffff", "hex": "0000"})").find("[memory.range]") != std::string::npos);
  BOOST_TEST(refused(line("", "", R"(["0x2000", "0x1000"])")).find("[platform.ram]") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
