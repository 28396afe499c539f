/* The published vectors of SHA-256 (FIPS 180-4 and NIST's examples), and lengths around a block. */
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void published_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *digits;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char digits[65];
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        sha256_text(cases[k].text, strlen(cases[k].text), digits);
        assert_string_equal(digits, cases[k].digits);
    }
    char *million = malloc(1000000);
    memset(million, 'a', 1000000);
    sha256_text(million, 1000000, digits);
    free(million);
    assert_string_equal(digits, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* The digest of the digests of 0 to 130 letters, computed with coreutils' sha256sum:
 *     for n in $(seq 0 130); do printf "%${n}s" | tr ' ' x | sha256sum | cut -c1-64; done |
 *         tr -d '\n' | sha256sum */
static void every_length_around_a_block(void **state)
{
    (void)state;
    char letters[130], all[131 * 64], digits[65];
    memset(letters, 'x', sizeof letters);
    for (size_t n = 0; n <= 130; n++) {
        sha256_text(letters, n, digits);
        memcpy(all + n * 64, digits, 64);
    }
    sha256_text(all, sizeof all, digits);
    assert_string_equal(digits, "87aca1c44bc7ba8897768170211f0a02063de70801131ff86c7edb9ce32c6a50");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(every_length_around_a_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
