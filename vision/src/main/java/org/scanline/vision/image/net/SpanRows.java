package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.stream.CarriedState;

/**
 * The blocks of a {@link Span}: what comes in, what goes out, and what the first and the last block
 * have made on the way, one behind the other in the channels.
 */
final class SpanRows implements RowStage {
  private final RowStage first;
  private final RowStage middle;
  private final RowStage inner; // of the last block
  private final RowStage rest; // of the last block
  private final RowStage last;
  private final WaitingRows shallowWaiting;
  private final WaitingRows firstWaiting;
  private final WaitingRows middleWaiting;
  private final WaitingRows innerWaiting;

  SpanRows(NDManager carrier, ParameterStore store, List<Span.Block> blocks, Convolution last) {
    int end = blocks.size() - 1;
    first = block(carrier, store, blocks.get(0));
    List<RowStage> stages = new ArrayList<>();
    for (Span.Block block : blocks.subList(1, end)) {
      stages.add(block(carrier, store, block));
    }
    middle = new RowStages(stages);
    inner = activated(carrier, store, blocks.get(end).first());
    rest =
        new RowStages(
            List.of(
                activated(carrier, store, blocks.get(end).second()),
                Square.rows(carrier, store, blocks.get(end).third())));
    this.last = Square.rows(carrier, store, last);
    shallowWaiting = new WaitingRows(carrier);
    firstWaiting = new WaitingRows(carrier);
    middleWaiting = new WaitingRows(carrier);
    innerWaiting = new WaitingRows(carrier);
  }

  private static RowStage block(NDManager carrier, ParameterStore store, Span.Block block) {
    RowStage convolutions =
        new RowStages(
            List.of(
                activated(carrier, store, block.first()),
                activated(carrier, store, block.second()),
                Square.rows(carrier, store, block.third())));
    return new SkipRows(carrier, convolutions, Span::weighed);
  }

  private static RowStage activated(
      NDManager carrier, ParameterStore store, Convolution convolution) {
    return new RowStages(
        List.of(
            Square.rows(carrier, store, convolution),
            new PixelRows(x -> Span.activated(x, false))));
  }

  @Override
  public NDArray rows(NDArray x, boolean end) {
    NDArray one = first.rows(x, end);
    NDArray before = middle.rows(one, end);
    NDArray within = inner.rows(before, end);
    NDArray third = rest.rows(within, end);
    long weighable = Rows.count(third);
    NDArray waited = middleWaiting.exchange(before, weighable);
    NDArray deep = weighable == 0 ? third : Span.weighed(waited, third);
    NDArray y = last.rows(deep, end);
    long ready = Rows.count(y);
    NDArray a = shallowWaiting.exchange(x, ready);
    NDArray b = firstWaiting.exchange(one, ready);
    NDArray c = innerWaiting.exchange(within, ready);
    return ready == 0 ? y : NDArrays.concat(new NDList(a, y, b, c), 1);
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    for (RowStage stage : List.of(first, middle, inner, rest, last)) {
      stage.carry(state);
    }
    for (WaitingRows rows : List.of(shallowWaiting, firstWaiting, middleWaiting, innerWaiting)) {
      rows.carry(state);
    }
  }

  @Override
  public int lookahead() {
    return first.lookahead()
        + middle.lookahead()
        + inner.lookahead()
        + rest.lookahead()
        + last.lookahead();
  }

  @Override
  public void close() {
    for (RowStage stage : List.of(first, middle, inner, rest, last)) {
      stage.close();
    }
    for (WaitingRows rows : List.of(shallowWaiting, firstWaiting, middleWaiting, innerWaiting)) {
      rows.close();
    }
  }
}
