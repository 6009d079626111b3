// SPDX-License-Identifier: MIT
// The one test module; every test program links it.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE iosolate
#include <boost/test/unit_test.hpp>
