package org.scanline.cli;

/** How figures are printed. */
enum ReportForm {
  TABLE,
  MARKDOWN,
  CSV,
  JSON
}
