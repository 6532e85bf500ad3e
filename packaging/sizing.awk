# Reads benchmark lines and writes the sizing table.
function metric(unit,  i) { for (i = 2; i <= NF; i++) if ($i == unit) return $(i - 1); return 0 }
/^BenchmarkPlaceYear/ { year = metric("KB/place-year"); idle = metric("KB/idle-day") }
/^hub(bolt|pg)-Accept/ { split($1, n, "-"); rate[n[1]] = metric("records/s"); disk[n[1]] = metric("disk-bytes/record") }
/^hub(bolt|pg)-Drain/ { split($1, n, "-"); drain[n[1]] = metric("devices/s"); p99[n[1]] = metric("p99-ms") }
function ceil(x) { return (x == int(x)) ? x : int(x) + 1 }
function spaced(x,  s, out) { s = sprintf("%d", x); out = ""; while (length(s) > 3) { out = "\302\240" substr(s, length(s) - 2) out; s = substr(s, 1, length(s) - 3) } return s out }
function bytes(x) { if (x >= 1e9) return sprintf("%.1f Go", x / 1e9); return sprintf("%.0f Mo", x / 1e6) }
function row(places, store,  devices, records, peak, need) {
  devices = 2 * places; records = devices * (12 * 110 + 52 + 365)
  peak = devices / 1800; need = ceil(2 * peak / drain[store])
  printf "| %s | %s | %s | %s | %s | %.1f /s | %s | %.1f h |\n", spaced(places), (store == "hubbolt" ? "bbolt" : "PostgreSQL"), spaced(devices), bytes(places * 2 * (year + 365 * idle) * 1000), bytes(records * disk[store]), peak, ((store == "hubbolt" && need > 1) ? "passer à PostgreSQL" : need), devices / drain[store] / 3600
}
END {
  print "# Dimensionner un serveur Parvis\n"
  print "Fichier écrit par `make sizing` ; ne pas le modifier à la main. Calculé depuis des coûts mesurés sur la même machine, dans la même passe :\n"
  printf "| mesure (%d cœurs) | bbolt | PostgreSQL |\n|---|---|---|\n", cores
  printf "| envois acceptés par seconde (lots de 500, un vidage de disque par lot) | %s | %s |\n", spaced(rate["hubbolt"]), spaced(rate["hubpg"])
  printf "| postes vidés par seconde (un mois de retard chacun, par HTTP) | %.0f | %.0f |\n", drain["hubbolt"], drain["hubpg"]
  printf "| réponse la plus lente sur cent (p99) | %.0f ms | %.0f ms |\n", p99["hubbolt"], p99["hubpg"]
  printf "| disque par envoi, index compris | %.0f octets | %.0f octets |\n\n", disk["hubbolt"], disk["hubpg"]
  printf "Sur le réseau : %.0f Ko par an pour les rapports d’un poste (mesuré sur un lieu simulé de quarante accompagnements par semaine), %.1f Ko par jour pour son battement, bourrage compris, hors TLS.\n\n", year, idle
  print "Hypothèses : deux postes par lieu (un bureau, une borne) ; 110 groupes par mois, un total par semaine et un battement par jour chacun ; tous reviennent dans la demi-heure qui suit la clôture du mois (chaque poste est décalé du sien) ; marge de deux.\n"
  print "| lieux | registre | postes | réseau par an | disque par an | pointe | machines comme celle-ci | si tous revenaient d’un coup |"
  print "|---:|---|---:|---:|---:|---:|---:|---:|"
  for (p = 100; p <= 100000; p *= 10) { row(p, "hubbolt"); row(p, "hubpg") }
}
