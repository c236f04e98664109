package org.scanline.audio.separation.net.tasnet;

/**
 * What a publisher calls the parameters of a Conv-TasNet; those of convolutions go on with .weight
 * and .bias.
 *
 * @param encoder whole name
 * @param inputNorm of the encoded frames
 * @param bottleneck from filters to the residual path
 * @param block what the names in a block begin with; {block} stands for its number, or {stack} and
 *     {layer} for its place
 * @param inside what follows in a block
 * @param headSlope of the activation before the masks; empty for none
 * @param mask from the paths to the masks
 * @param decoder whole name
 * @param gain what a norm's name goes on with
 * @param shift likewise
 */
record TasNetNames(
    String encoder,
    String inputNorm,
    String bottleneck,
    String block,
    Inside inside,
    String headSlope,
    String mask,
    String decoder,
    String gain,
    String shift) {

  /**
   * Names in a block.
   *
   * @param expand from the residual path to the hidden width
   * @param firstSlope after it
   * @param firstNorm after that
   * @param depthwise along time
   * @param secondSlope after it
   * @param secondNorm after that
   * @param residual back to the residual path
   * @param skip to the skip path; empty for none
   */
  record Inside(
      String expand,
      String firstSlope,
      String firstNorm,
      String depthwise,
      String secondSlope,
      String secondNorm,
      String residual,
      String skip) {}

  /** What the names of a block begin with. */
  String block(int number, int layers) {
    return block
        .replace("{block}", Integer.toString(number))
        .replace("{stack}", Integer.toString(number / layers))
        .replace("{layer}", Integer.toString(number % layers));
  }
}
