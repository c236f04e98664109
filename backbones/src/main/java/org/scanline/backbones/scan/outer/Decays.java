package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;

/** How the state decays inside the chunks of a segment and from chunk to chunk. */
interface Decays {

  /** Decay from the start of the chunk up to and including each step, (R*n,C,1) or (R*n,C,K). */
  NDArray fromStart();

  /** Decay after each step to the end of the chunk, (R*n,C,1) or (R*n,C,K). */
  NDArray toEnd();

  /**
   * Products of queries and keys with the decay between them.
   *
   * @param q queries (R*n,C,K)
   * @param k keys (R*n,C,K)
   * @return (R*n,C,C), 0 where the key comes after the query
   */
  NDArray scores(NDArray q, NDArray k);

  /**
   * Carries the state over the chunks.
   *
   * @param state before the first chunk, (R,K,V)
   * @param added what each chunk adds by its end, (R*n,K,V)
   * @param chunks n
   * @return the states before each chunk and after the last, (R,n+1,K,V)
   */
  NDArray carry(NDArray state, NDArray added, long chunks);
}
