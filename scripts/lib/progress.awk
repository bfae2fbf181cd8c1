# Reads ninja's output, whose status is "@done total seconds@ ", and shows one line: percent, seconds, about how many are left.
# On a terminal (-v terminal=1) the line is written over itself; else one is printed per tenth of the way. Whatever the
# compiler says passes through.
function show(text) {
  if (terminal) printf "\r%-60s", text
  else print text
  fflush()
  is_open = terminal
}

/^@[0-9]+ [0-9]+ [0-9.]+@ / {
  done = substr($1, 2) + 0; total = $2 + 0; seconds = $3 + 0
  percent = int(100 * done / total)
  left = done > 0 ? int(seconds * (total - done) / done) : 0
  if (terminal || int(percent / 10) > tenth || done == total) show(sprintf("%3d %%  %4d s, about %d s left", percent, seconds, left))
  tenth = int(percent / 10)
  next
}

/^ninja: no work to do/ { next }

{
  if (is_open) print ""
  is_open = 0
  print
  fflush()
}

END { if (is_open) print "" }
