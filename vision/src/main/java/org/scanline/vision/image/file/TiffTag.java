package org.scanline.vision.image.file;

/** Numbers of the TIFF 6.0 tags that are read or written. */
final class TiffTag {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int FILL_ORDER = 266;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTES = 279;
  static final int RESOLUTION_ACROSS = 282;
  static final int RESOLUTION_DOWN = 283;
  static final int PLANAR = 284;
  static final int RESOLUTION_UNIT = 296;
  static final int PREDICTOR = 317;
  static final int PALETTE = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTES = 325;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int JPEG_TABLES = 347;
  static final int PROFILE = 34_675;
  static final int EXIF = 34_665;
  static final int POSITION = 34_853;

  private TiffTag() {}
}
