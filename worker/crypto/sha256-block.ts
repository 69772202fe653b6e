/** The compression function of SHA-256. Source: FIPS 180-4, sections 4.1.2, 4.2.2, 5.3.3 and 6.2.2. */

export const BLOCK_BYTES = 64;
const WORDS = 16;
const ROUNDS = 64;

/** Fractional parts of the cube roots of the first 64 primes. */
const CONSTANTS = Int32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);

/** Fractional parts of the square roots of the first eight primes: the state before the first block. */
export const INITIAL_STATE: Int32Array = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);

/** Used again by every call: it is filled anew each time, and nothing waits in between. */
const schedule = new Int32Array(ROUNDS);

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** Of words that are there: no index is ever out of range. */
const wordAt = (words: Int32Array, index: number): number => words[index] as number;

const fillSchedule = (words: DataView, offset: number): void => {
  for (let i = 0; i < WORDS; i++) schedule[i] = words.getInt32(offset + i * 4);
  for (let i = WORDS; i < ROUNDS; i++) {
    const near = wordAt(schedule, i - 2);
    const far = wordAt(schedule, i - 15);
    const small1 = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
    const small0 = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
    schedule[i] = (small1 + wordAt(schedule, i - 7) + small0 + wordAt(schedule, i - 16)) | 0;
  }
};

/** Takes the block of 64 bytes at `offset` into a state. Written out, because iterators would take longer than the rounds. */
export const compress = (state: Int32Array, block: DataView, offset: number): void => {
  fillSchedule(block, offset);
  let a = wordAt(state, 0);
  let b = wordAt(state, 1);
  let c = wordAt(state, 2);
  let d = wordAt(state, 3);
  let e = wordAt(state, 4);
  let f = wordAt(state, 5);
  let g = wordAt(state, 6);
  let h = wordAt(state, 7);
  for (let i = 0; i < ROUNDS; i++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + big1 + choice + wordAt(CONSTANTS, i) + wordAt(schedule, i)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + big0 + majority) | 0;
  }
  state[0] = wordAt(state, 0) + a;
  state[1] = wordAt(state, 1) + b;
  state[2] = wordAt(state, 2) + c;
  state[3] = wordAt(state, 3) + d;
  state[4] = wordAt(state, 4) + e;
  state[5] = wordAt(state, 5) + f;
  state[6] = wordAt(state, 6) + g;
  state[7] = wordAt(state, 7) + h;
};
