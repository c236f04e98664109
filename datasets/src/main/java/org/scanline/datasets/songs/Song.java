package org.scanline.datasets.songs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A song under way: its stems by name, what it was made from, and remarks for its description. */
final class Song {
  final Map<String, Sound> stems = new LinkedHashMap<>();
  final Map<String, String> remarks = new LinkedHashMap<>();
  final Set<String> sources = new TreeSet<>();

  void remark(String name, Object value) {
    remarks.put(name, value.toString());
  }

  void credit(String source) {
    sources.add(source);
  }
}
