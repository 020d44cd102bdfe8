// SHA256_Init and its like, without the note that EVP_Digest is preferred since OpenSSL 3.0: their state is a value, and
// hashing a line takes neither memory nor a look-up.
#define OPENSSL_API_COMPAT 0x10100000L
#include <openssl/crypto.h>
#include <openssl/sha.h>
