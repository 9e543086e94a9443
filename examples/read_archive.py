#!/usr/bin/env python3
"""Reads a Holdfast archive by its format's description (docs/format.md), and by that alone.

  read_archive.py ARCHIVE                  proves it whole, and lists its sources
  read_archive.py ARCHIVE SOURCE PATH      writes one file to stdout, reading only its chunks

Independent of the Java code on purpose: what this accepts, the description describes. It reads whole
archives into memory, and needs Python 3.8.
"""

import hashlib
import io
import json
import os
import re
import struct
import sys
import tarfile
import zlib
from decimal import Decimal

MEMBER = bytes.fromhex("1f8b08000100000000ff")
BLOCK = 512


def require(holds, otherwise):
    if not holds:
        sys.exit("not a whole archive: " + otherwise)


class Archive:
    def __init__(self, path):
        self.file = open(path, "rb")
        size = self.file.seek(0, os.SEEK_END)
        footer = self.read(max(0, size - 75), 75)  # 1.2
        require(
            len(footer) == 75
            and footer[:17] == bytes.fromhex("1f8b08040100000000ff350048463100") + b"\x01"
            and footer[65:] == b"\x03\x00" + bytes(8),
            "it has no footer",
        )
        index_at, info_at = struct.unpack("<QQ", footer[17:33])
        require(index_at < info_at < size - 75, "the footer's offsets")
        digest = hashlib.sha256(self.read(index_at, size - 75 - index_at)).digest()
        require(digest == footer[33:65], "the tail digest")
        tail = self.tail(index_at, info_at) + self.tail(info_at, size - 75)
        with tarfile.open(fileobj=io.BytesIO(tail), mode="r:") as tar:
            index, info = tar.getmembers()
            require(index.name == ".holdfast/index", "the index's name")
            require(info.name == ".holdfast/archive.json", "the record's name")
            require(len(tail) == info.offset_data + padded(info.size) + 2 * BLOCK, "the tail's end")
            self.parse_index(tar.extractfile(index).read())
            self.info = json.load(tar.extractfile(info))
        require(self.info["format"] == 1, "the format is %r" % self.info["format"])
        require(self.chunks[-1][0] + self.chunks[-1][1] == index_at, "the chunks' lengths")

    def read(self, offset, length):
        self.file.seek(offset)
        return self.file.read(length)

    def tail(self, start, end):
        """The content of the members from one file offset to another."""
        data, content = self.read(start, end - start), b""
        while data:
            require(data[:10] == MEMBER, "a member's header")
            inflater = zlib.decompressobj(31)
            content += inflater.decompress(data)
            require(inflater.eof, "a member of the tail is cut off")
            data = inflater.unused_data
        return content

    def parse_index(self, data):
        """Section 4; big-endian."""
        at = io.BytesIO(data)

        def take(form):
            return struct.unpack(">" + form, at.read(struct.calcsize(">" + form)))

        magic, version = take("4sI")
        require(magic == b"HFIX" and version in (1, 2), "the index's version")
        self.chunks, file_at, tar_at = [], 0, 0
        for _ in range(take("I")[0]):
            member, content, crc, digest = take("III32s")
            self.chunks.append((file_at, member, tar_at, content, crc, digest))
            file_at, tar_at = file_at + member, tar_at + content
        self.tar_length = tar_at
        self.sections = []
        for _ in range(take("I")[0]):
            kind, length = take("cH")
            name = at.read(length).decode()
            start, end, manifest_at, manifest_length, count, packed = take("QQQQQI")
            positions, position, value, shift = [], start, 0, 0
            for byte in at.read(packed):
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    position += value * BLOCK
                    positions.append(position)
                    value = shift = 0
            require(len(positions) == count and shift == 0, "the positions")
            if version > 1:
                (packed,) = take("I")
                require(len(at.read(packed)) == packed, "the states")  # for writers only
            manifest = (manifest_at, manifest_length)
            self.sections.append((kind, name, start, end, manifest, positions))
        require(at.read() == b"", "there is more in the index")

    def chunk(self, number):
        """Section 7, point 3."""
        file_at, length, _, content_length, crc, digest = self.chunks[number]
        member = self.read(file_at, length)
        require(zlib.crc32(member) == crc, "the compressed bytes of chunk %d" % number)
        require(member[:10] == MEMBER, "the header of chunk %d" % number)
        inflater = zlib.decompressobj(-15)
        content = inflater.decompress(member[10:])
        trailer = struct.pack("<II", zlib.crc32(content), len(content))
        require(inflater.eof and inflater.unused_data == trailer, "the member of chunk %d" % number)
        require(1 <= len(content) == content_length <= 1 << 20, "the length of chunk %d" % number)
        require(hashlib.sha256(content).digest() == digest, "the content of chunk %d" % number)
        return content

    def tar(self, start, end):
        """The tar from one offset to another, in pieces; only the chunks that are needed."""
        for number, (_, _, tar_at, length, _, _) in enumerate(self.chunks):
            if tar_at < end and tar_at + length > start:
                content = self.chunk(number)
                yield content[max(0, start - tar_at) : end - tar_at]

    def manifest(self, section):
        start, length = section[4]
        return b"".join(self.tar(start, start + length))


def padded(size):
    return -(-size // BLOCK) * BLOCK


def parse_manifest(text):
    """Section 3. Yields path, fields, and the hard link's target or None. Among the fields are
    the extended attributes, as "xattr", and a large sparse file's digest, as "blocksha256"."""
    lines = text.decode("ascii").split("\n")
    require(lines[0] == "#mtree v2.0" and lines[-1] == "", "a manifest's first or last line")
    link, more = None, {"xattr": {}}
    for line in lines[1:-1]:
        if line.startswith("#hardlink="):
            link = path_of(line[10:])
        elif line.startswith("#xattr="):
            name, value = line[7:].split("=", 1)
            more["xattr"][unescape(name)] = unescape(value)
        elif line.startswith("#holes="):
            more["holes"] = line[7:]  # a hint for whoever restores
        elif line.startswith("#blocksha256="):
            more["blocksha256"] = line[13:]
        else:
            words = line.split(" ")
            yield path_of(words[0]), dict([w.split("=", 1) for w in words[1:]], **more), link
            link, more = None, {"xattr": {}}


def unescape(text):
    return re.sub(rb"\\([0-7]{3})", lambda m: bytes([int(m[1], 8)]), text.encode())


def path_of(text):
    require(text == "." or text.startswith("./"), "a manifest's path")
    return unescape(text[2:])


TYPES = {b"0": "file", b"1": "hard", b"2": "link", b"3": "char", b"4": "block", b"5": "dir", b"6": "fifo"}


def nanoseconds(text):
    seconds, nanos = text.split(".")
    return int(seconds) * 10**9 + int(nanos)


ACL_TAGS = {1: "user", 2: "user", 4: "group", 8: "group", 16: "mask", 32: "other"}


def acl_text(value):
    """Section 2.4. The text of an ACL in the kernel's form."""
    lines = []
    for tag, rights, who in struct.iter_unpack("<HHI", value[4:]):
        letters = "".join(c if rights & bit else "-" for c, bit in zip("rwx", (4, 2, 1)))
        lines.append("%s:%s:%s" % (ACL_TAGS[tag], who if tag in (2, 8) else "", letters))
    return "\n".join(lines).encode()


def attribute_records(attributes):
    """Section 2.4. The pax records that stand for extended attributes."""
    records = {}
    for name, value in attributes.items():
        if name in (b"system.posix_acl_access", b"system.posix_acl_default"):
            records[b"SCHILY.acl." + name[17:]] = acl_text(value)
        else:
            key = re.sub(b"%(?=25|3D)", b"%25", name).replace(b"=", b"%3D")
            records[b"SCHILY.xattr." + key] = value
    return records


def content_digest(entry, content, size):
    """Section 3. The digest of a file, and which of the two it is."""
    data = sum(length for _, length in entry.sparse) if entry.sparse is not None else size
    if entry.sparse is None or (size <= 4 << 30 and size // 16 <= data):
        return "sha256digest", hashlib.sha256(content.read() if content else b"").hexdigest()
    digest, blocks = hashlib.sha256(), set()
    for offset, length in entry.sparse:
        blocks.update(range(offset // 4096, -(-(offset + length) // 4096)))
    for block in sorted(blocks):
        content.seek(block * 4096)
        data = content.read(4096).ljust(4096, b"\0")
        if any(data):
            digest.update(struct.pack(">Q", block * 4096) + data)
    return "blocksha256", digest.hexdigest()


def check_entry(entry, prefix, path, fields, link, content):
    """Section 7, point 7: one header of the tar against one line of the manifest."""

    def below(name):
        name = os.fsencode(name).rstrip(b"/")
        return b"" if name == prefix.rstrip(b"/") else re.sub(b"^" + re.escape(prefix), b"", name)

    where = repr(path)
    kind = "file" if entry.type in (b"\0", b"7") else TYPES[entry.type]
    mtime = Decimal(entry.pax_headers.get("mtime", repr(int(entry.mtime))))
    require(below(entry.name) == path, "%s stands where %s should be" % (entry.name, where))
    require(("hard" if link is not None else fields["type"]) == kind, "the type of " + where)
    require(entry.mode & 0o7777 == int(fields["mode"], 8), "the mode of " + where)
    require(entry.uid == int(fields["uid"]) and entry.gid == int(fields["gid"]), "the owner of " + where)
    require(int(mtime * 10**9 // 1) == nanoseconds(fields["time"]), "the time of " + where)
    if kind == "hard":
        require(below(entry.linkname) == link, "the link of " + where)
    elif kind == "link":
        require(os.fsencode(entry.linkname) == unescape(fields["link"]), "the link of " + where)
    elif kind in ("char", "block"):
        device = "native,%d,%d" % (entry.devmajor, entry.devminor)
        require(device == fields["device"], "the number of " + where)
    elif kind == "file":
        require(entry.size == int(fields["size"]), "the size of " + where)
        which, digest = content_digest(entry, content, entry.size)
        require(digest == fields[which], "the content of " + where)
    headers = {os.fsencode(k): os.fsencode(v) for k, v in entry.pax_headers.items()}
    records = {k: v for k, v in headers.items() if k.startswith((b"SCHILY.xattr.", b"SCHILY.acl."))}
    if kind != "hard":
        require(records == attribute_records(fields["xattr"]), "the attributes of " + where)


def verify(archive):
    whole = b"".join(archive.tar(0, archive.tar_length))
    records = [s for s in archive.info["sources"] if s["outcome"].startswith("saved")]
    require([s["name"] for s in records] == [s[1] for s in archive.sections], "the sources' names")
    at = 0
    for section, record in zip(archive.sections, records):
        kind, name, start, end, manifest_at, positions = section
        manifest = archive.manifest(section)
        require(hashlib.sha256(manifest).hexdigest() == record["manifestSha256"], "a manifest's digest")
        prefix = os.fsencode(name) + b"/"
        if kind == b"v":
            outer = tarfile.TarInfo.frombuf(whole[at : at + BLOCK], "utf-8", "surrogateescape")
            require(outer.name == name + ".tar" and outer.size == end - start + 2 * BLOCK, name)
            require(whole[end : end + 2 * BLOCK] == bytes(2 * BLOCK), "the end of " + name)
            at, prefix = at + BLOCK, b"./"
        require(at == start, "where %s begins" % name)
        count = size = 0
        with tarfile.open(fileobj=io.BytesIO(whole[start:end] + bytes(2 * BLOCK)), mode="r:") as tar:
            for (path, fields, link), position in zip(parse_manifest(manifest), positions):
                entry = tar.next()
                require(entry is not None, "%r is missing" % path)
                require(start + entry.offset == position, "where %r is" % path)
                content = tar.extractfile(entry) if entry.isreg() and entry.size else None
                check_entry(entry, prefix, path, fields, link, content)
                count, size = count + 1, size + int(fields.get("size", 0))
            require(tar.next() is None and tar.offset == end - start, "more in " + name)
        require(count == len(positions) == record["entries"], "the entries of " + name)
        require(size == record["bytes"], "the bytes of " + name)
        print("%-9s %s: %d entries, %d bytes" % (record["kind"], name, count, size))
        at = end + (2 * BLOCK if kind == b"v" else 0)
    with tarfile.open(fileobj=io.BytesIO(whole[at:] + bytes(2 * BLOCK)), mode="r:") as tar:
        for section in archive.sections:
            entry = tar.next()
            require(entry.name == ".holdfast/manifest/%s.mtree" % section[1], "a manifest's name")
            require((at + entry.offset_data, entry.size) == section[4], "where a manifest is")
        require(tar.next().name == ".holdfast/RESTORE.txt" and tar.next() is None, "the records")
    print("whole: plan %(plan)s on %(host)s, started %(started)s" % archive.info)


def extract(archive, source, wanted):
    for section in archive.sections:
        if section[1] != source:
            continue
        entries = parse_manifest(archive.manifest(section))
        for (path, fields, link), position in zip(entries, section[5]):
            if path == wanted and fields["type"] == "file":
                if link is not None:
                    return extract(archive, source, link)
                # its headers, then its content; 4 MiB are more than any headers have
                end = position + (4 << 20) + int(fields["size"])
                data = b"".join(archive.tar(position, min(end, section[3])))
                with tarfile.open(fileobj=io.BytesIO(data + bytes(2 * BLOCK)), mode="r:") as tar:
                    entry = tar.next()
                    content = tar.extractfile(entry)
                    which, digest = content_digest(entry, content, entry.size)
                    require(digest == fields[which], "the content of %r" % path)
                    content.seek(0)
                    sys.stdout.buffer.write(content.read())
                return
    sys.exit("no file %r in source %r" % (wanted, source))


def main(arguments):
    if len(arguments) not in (1, 3):
        sys.exit(__doc__)
    try:
        archive = Archive(arguments[0])
        if len(arguments) == 1:
            verify(archive)
        else:
            extract(archive, arguments[1], os.fsencode(arguments[2]))
    except (zlib.error, struct.error, tarfile.TarError, KeyError, IndexError, ValueError) as e:
        sys.exit("not a whole archive: %s" % (e or type(e).__name__))


if __name__ == "__main__":
    main(sys.argv[1:])
