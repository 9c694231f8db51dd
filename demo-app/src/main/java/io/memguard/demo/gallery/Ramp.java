package io.memguard.demo.gallery;

/** A quantity that grows evenly with the requests. */
record Ramp(double bytesPerRequest) {

  /** How many pieces of a size fall due with the n-th request. */
  int due(long n, int pieceBytes) {
    return (int) (pieces(n, pieceBytes) - pieces(n - 1, pieceBytes));
  }

  /** How many pieces of a size have fallen due after n requests. */
  long pieces(long n, int pieceBytes) {
    return (long) (n * bytesPerRequest / pieceBytes);
  }
}
