# Prints what examples/bench.sh measured: a table of medians, and what they are against the targets.
# Input: job, tool, wall, user and system seconds, peak kB, bytes grown; separated by tabs.
# MB are 1,000,000 bytes.

{
  key = $1 SUBSEP $2
  if (!(key in rounds)) order[++rows] = key
  n = ++rounds[key]
  value[key, "wall", n] = $3
  value[key, "cpu", n] = $4 + $5
  value[key, "peak", n] = $6 * 1024 / 1e6
  value[key, "size", n] = $7 / 1e6
  if ($2 ~ /^holdfast/ && $6 * 1024 / 1e6 > peak[$1 ~ /:/]) peak[$1 ~ /:/] = $6 * 1024 / 1e6
}

function sorted(key, column,    i, j, v) {
  for (i = 1; i <= rounds[key]; i++) {
    v = value[key, column, i]
    for (j = i; j > 1 && s[j - 1] > v; j--) s[j] = s[j - 1]
    s[j] = v
  }
}

function median(key, column,    n) {
  n = rounds[key]
  sorted(key, column)
  return n % 2 ? s[(n + 1) / 2] : (s[n / 2] + s[n / 2 + 1]) / 2
}

function escaped(text) {
  gsub(/\|/, "\\|", text)
  return text
}

function verdict(work, against, limit, measured, cpu) {
  printf "| %s | %s | %s | %s | %s | %s |\n", work, escaped(against), limit, measured, cpu,
    measured == "" ? "not measured" : measured + 0 <= limit + 0 ? "reached" : "not reached"
}

function ratio(a, b, column) {
  return (a in rounds) && (b in rounds) ? sprintf("%.3f", median(a, column) / median(b, column)) : ""
}

# The wall time (or the size) of a tool in a job, against that of another tool, in another job if that
# is named.
function target(job, tool, limit, against, job2, column,    a, b) {
  if (job2 == "") job2 = job
  a = job SUBSEP tool
  b = job2 SUBSEP against
  verdict(job (column == "" ? "" : ", " column) (tool == "holdfast" ? "" : ": " tool),
    job2 == job ? against : against ", " job2,
    limit, ratio(a, b, column == "" ? "wall" : column), column == "" ? ratio(a, b, "cpu") : "")
}

END {
  print "\n| job | tool | wall s | fastest to slowest | CPU s | peak MB | size MB |"
  print "|---|---|---|---|---|---|---|"
  for (i = 1; i <= rows; i++) {
    key = order[i]
    split(key, part, SUBSEP)
    wall = median(key, "wall")
    sorted(key, "wall")
    spread = sprintf("%.2f to %.2f", s[1], s[rounds[key]])
    size = median(key, "size")
    printf "| %s | %s | %.2f | %s | %.2f | %.0f | %s |\n", part[1], escaped(part[2]), wall, spread,
      median(key, "cpu"), median(key, "peak"), (size > 0 ? sprintf("%.2f", size) : "")
  }

  first = "first backup"
  second = "unchanged second backup"
  changed = "1 % of the files changed"
  zstd = "tar, zstd -T" cores " -3, zstd -t"
  pigz = "tar, pigz -p" cores ", pigz -t"
  print "\n| holdfast | against | at most | measured | in CPU seconds | |"
  print "|---|---|---|---|---|---|"
  target("first backup with volumes", "holdfast", 0.10, "the former script's method")
  target(first, "holdfast", 0.25, pigz)
  target(first, "holdfast", 1.2, zstd)
  target(first, "holdfast", 0.8, "restic")
  target(first, "holdfast, no natives", 1, pigz)
  target(first, "holdfast", 1.015, "tar czf, gzip -t", "", "size")
  target(first, "holdfast, balanced", 1, "tar czf, gzip -t", "", "size")
  target(second, "holdfast", 0.7, "holdfast", first)
  target(second, "holdfast", 1.3, "restic")
  target(changed, "holdfast", 1.3, "restic")
  target("verify", "holdfast", 0.35, "gzip -t")
  target("restore of one file", "holdfast", 0.25, "tar -xzf")
  target("one file out of a volume", "holdfast", 0.25, "tar -xzf, tar -xf")
  target("restore of everything", "holdfast", 0.5, "tar -xzf")
  verdict("peak memory of any of these, MB", "", 256, sprintf("%.0f", peak[0]))
  big = "ten times the data: "
  target(big first, "holdfast", 10, "holdfast", first)
  target(big first, "holdfast", 0.9, zstd)
  target(big second, "holdfast", 10, "holdfast", second)
  target(big "verify", "holdfast", 10, "holdfast", "verify")
  target(big "restore of everything", "holdfast", 10, "holdfast", "restore of everything")
  verdict("peak memory with ten times the data or 300,000 files, MB", "", 256,
    peak[1] ? sprintf("%.0f", peak[1]) : "")
}
