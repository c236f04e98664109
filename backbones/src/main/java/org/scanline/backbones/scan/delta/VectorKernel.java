package org.scanline.backbones.scan.delta;

import static org.scanline.backbones.scan.numeric.Lanes.all;
import static org.scanline.backbones.scan.numeric.Lanes.load;
import static org.scanline.backbones.scan.numeric.Lanes.multiplyAdd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.scanline.backbones.scan.numeric.Lanes;
import org.scanline.backbones.scan.numeric.StateFolds;
import org.scanline.backbones.scan.numeric.StateReads;

/**
 * The recurrence with the Vector API in groups of four steps: the state is read once for a group
 * and changed once.
 *
 * <p>With S the state before the group and P_ti the decay from step i to step t, step t writes u_t
 * = beta_t (v_t - P_t k_t S - sum over i before t of P_ti (k_t . k_i) u_i) and reads o_t = P_t q_t
 * S + sum over i up to t of P_ti (q_t . k_i) u_i. All factors are products of decays, none is
 * divided by.
 */
final class VectorKernel implements Kernel {
  private static final int N = Lanes.SPECIES.length();

  @Override
  public int lanes() {
    return N;
  }

  @Override
  public void run(DeltaBlock block, float[] state) {
    int pitch = block.pitch;
    int keyPitch = block.keyPitch;
    for (int t = 0; t < block.steps; t += DeltaBlock.GROUP) {
      int row = t * keyPitch;
      VectorScores.keys(block, row);
      VectorScores.queries(block, row);
      block.couple(t);
      StateReads.read(block.k, row, keyPitch, state, block.keys, pitch, block.answers, 0);
      StateReads.read(block.q, row, keyPitch, state, block.keys, pitch, block.reads, 0);
      write(block, t * pitch);
      read(block, t * pitch);
      age(block);
      Arrays.fill(block.total, block.through[DeltaBlock.GROUP - 1]);
      StateFolds.fold(
          state, block.keys, pitch, block.total, block.k, row, keyPitch, block.writes, 0);
    }
  }

  /** Solves for what the group writes; its first row of v starts at row. */
  private static void write(DeltaBlock b, int row) {
    float[] v = b.v;
    float[] answers = b.answers;
    float[] minus = b.minus;
    float[] beta = b.strengths;
    float[] x = b.writing;
    float[] u = b.writes;
    int pitch = b.pitch;
    for (int c = 0, at = row; c < pitch; c += N, at += N) {
      int c1 = c + pitch;
      int c2 = c1 + pitch;
      int c3 = c2 + pitch;
      FloatVector u0 = multiplyAdd(all(minus[0]), load(answers, c), load(v, at));
      FloatVector u1 = multiplyAdd(all(minus[1]), load(answers, c1), load(v, at + pitch));
      FloatVector u2 = multiplyAdd(all(minus[2]), load(answers, c2), load(v, at + 2 * pitch));
      FloatVector u3 = multiplyAdd(all(minus[3]), load(answers, c3), load(v, at + 3 * pitch));
      u0 = u0.mul(all(beta[0]));
      u1 = multiplyAdd(all(x[4]), u0, u1.mul(all(beta[1])));
      u2 = multiplyAdd(all(x[8]), u0, u2.mul(all(beta[2])));
      u2 = multiplyAdd(all(x[9]), u1, u2);
      u3 = multiplyAdd(all(x[12]), u0, u3.mul(all(beta[3])));
      u3 = multiplyAdd(all(x[14]), u2, multiplyAdd(all(x[13]), u1, u3));
      u0.intoArray(u, c);
      u1.intoArray(u, c1);
      u2.intoArray(u, c2);
      u3.intoArray(u, c3);
    }
  }

  /** Outputs of the group; its first row of o starts at row. */
  private static void read(DeltaBlock b, int row) {
    float[] u = b.writes;
    float[] reads = b.reads;
    float[] through = b.through;
    float[] y = b.reading;
    float[] o = b.o;
    int pitch = b.pitch;
    for (int c = 0, at = row; c < pitch; c += N, at += N) {
      int c1 = c + pitch;
      int c2 = c1 + pitch;
      int c3 = c2 + pitch;
      FloatVector u0 = load(u, c);
      FloatVector u1 = load(u, c1);
      FloatVector u2 = load(u, c2);
      FloatVector o0 = multiplyAdd(all(y[0]), u0, load(reads, c).mul(all(through[0])));
      FloatVector o1 = multiplyAdd(all(y[4]), u0, load(reads, c1).mul(all(through[1])));
      FloatVector o2 = multiplyAdd(all(y[8]), u0, load(reads, c2).mul(all(through[2])));
      FloatVector o3 = multiplyAdd(all(y[12]), u0, load(reads, c3).mul(all(through[3])));
      o1 = multiplyAdd(all(y[5]), u1, o1);
      o2 = multiplyAdd(all(y[10]), u2, multiplyAdd(all(y[9]), u1, o2));
      o3 = multiplyAdd(all(y[14]), u2, multiplyAdd(all(y[13]), u1, o3));
      o3 = multiplyAdd(all(y[15]), load(u, c3), o3);
      o0.intoArray(o, at);
      o1.intoArray(o, at + pitch);
      o2.intoArray(o, at + 2 * pitch);
      o3.intoArray(o, at + 3 * pitch);
    }
  }

  /** Decays what was written to the end of the group. */
  private static void age(DeltaBlock b) {
    float[] u = b.writes;
    int pitch = b.pitch;
    for (int i = 0; i < DeltaBlock.GROUP - 1; i++) {
      FloatVector decay = all(b.after[i]);
      for (int c = i * pitch; c < (i + 1) * pitch; c += N) {
        load(u, c).mul(decay).intoArray(u, c);
      }
    }
  }
}
