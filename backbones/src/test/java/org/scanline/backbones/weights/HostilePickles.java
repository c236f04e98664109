package org.scanline.backbones.weights;

import static org.scanline.backbones.weights.Pickles.PROTO;
import static org.scanline.backbones.weights.Pickles.bytes;
import static org.scanline.backbones.weights.Pickles.dict;
import static org.scanline.backbones.weights.Pickles.global;
import static org.scanline.backbones.weights.Pickles.int8;
import static org.scanline.backbones.weights.Pickles.text;
import static org.scanline.backbones.weights.Pickles.tuple;

/** Files of another kind, and pickles that break a rule of the machine. */
final class HostilePickles extends HostileList {
  HostilePickles() {
    wrongKinds();
    wrongOperations();
    wrongStacks();
    wrongValues();
  }

  private void wrongKinds() {
    add("nothing", new byte[0], "empty");
    add("one byte", new byte[1], "neither");
    add("a web page", bytes("<!DOCTYPE html><html>"), "web page");
    add("a pointer", bytes("version https://git-lfs.github.com/spec/v1\n"), "Git LFS");
    add("gzip", bytes("\37\u008b\10\0\0\0\0\0"), "gzip");
    add("HDF5", bytes("\u0089HDF\r\n\32\n"), "HDF5");
    add("GGUF", bytes("GGUF\3\0\0\0\0\0\0\0"), "GGUF");
    add("tar", bytes("data" + "\0".repeat(253) + "ustar\0"), "tar archive");
    add("noise", bytes("q8Zk2!pw".repeat(40)), "neither");
    add("a plain pickle", bytes(Pickles.good()), "not PyTorch's");
    add("a pickle of a number", bytes(PROTO + "K\1."), "not PyTorch's");
    zip("TorchScript", zip -> zip.add("m/constants.pkl", PROTO + ")."), "TorchScript");
    pickle("no tensors", dict(text("a"), "K\1"), "no tensors");
    pickle(
        "a call only", PROTO + global("os", "system") + tuple(text("true")) + "R.", "no tensors");
  }

  private void wrongOperations() {
    pickle("no protocol", "}.", "protocol");
    pickle("protocol 0", "\u0080\0}.", "protocol 0");
    pickle("protocol 9", "\u0080\11}.", "protocol 9");
    pickle("protocol twice", PROTO + PROTO + "}.", "only there");
    pickle("text operations", PROTO + "I1\n.", "no operation");
    pickle("INST", PROTO + "(ios\nsystem\n.", "no operation");
    pickle("OBJ", PROTO + "(" + global("os", "system") + "o.", "no operation");
    pickle("an extension", PROTO + "\u0082\1.", "no operation");
    pickle("an outside buffer", PROTO + "\u0097.", "no operation");
    pickle("text ids", PROTO + "P0\n.", "no operation");
    pickle("a frame too long", "\u0080\4\u0095" + int8(1L << 40) + "}.", "frame");
  }

  private void wrongStacks() {
    pickle("an empty stack", PROTO + ".", "stack is empty");
    pickle("no mark", PROTO + "t.", "no mark");
    pickle("a key without value", PROTO + "}(K\1u.", "without a value");
    pickle("below the mark", PROTO + "}(s.", "stack is empty");
    pickle("values left", PROTO + "}}.", "left on the stack");
    pickle("bytes after the end", Pickles.good() + "N.", "after the pickle's end");
    pickle("unknown memo", PROTO + "h\7.", "memo 7");
    pickle("negative memo", PROTO + "Nr\u00ff\u00ff\u00ff\u00ff.", "memo 4294967295");
  }

  private void wrongValues() {
    pickle("a call of a number", PROTO + "K\1)R.", "no name");
    pickle("a call without tuple", PROTO + global("a", "b") + "]R.", "no name");
    pickle("a name of numbers", PROTO + "K\1K\2\u0093.", "no text");
    pickle("a name of escapes", PROTO + global("a\u001b[2J", "b") + ")R.", "not plain text");
    pickle("a list as key", dict("]", "N"), "neither text nor a number");
    pickle("a key twice", dict(text("a"), "K\1", text("a"), "K\2"), "'a' stands twice");
    pickle("attributes of a number", PROTO + "K\1}b.", "attributes");
    pickle("elements for a number", PROTO + "K\1K\1a.", "no list");
    pickle("keys for a list", PROTO + "]K\1K\1s.", "no dict");
    pickle("not UTF-8", PROTO + "X\2\0\0\0\u00c3(.", "UTF-8");
    pickle("an unknown persistent id", PROTO + text("x") + "Q.", "persistent");
    pickle("a parameter of a number", PROTO + rebuilt("_rebuild_parameter", "K\1"), "no tensor");
    pickle(
        "a tensor of a name", PROTO + rebuilt("_rebuild_tensor_v2", text("x")), "without storage");
  }

  private static String rebuilt(String function, String argument) {
    return global("torch._utils", function) + tuple(argument) + "R.";
  }
}
