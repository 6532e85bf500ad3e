// Works out opening times with the opening_hours library, one JSON line of
// stdin ({"hours","from","to"}, moments in milliseconds) to one of stdout: a
// list of [from, to, unknown], or null where it cannot read the text.
const OpeningHours = require("opening_hours");
const place = { lat: 43.53, lon: 5.45, address: { country_code: "fr", state: "Provence-Alpes-Côte d'Azur" } };
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { hours, from, to } = JSON.parse(line);
  let out = null;
  try {
    const spans = new OpeningHours(hours, place).getOpenIntervals(new Date(from), new Date(to));
    out = spans.map(([a, b, unknown]) => [a.getTime(), b.getTime(), unknown]);
  } catch (refused) {
    out = null;
  }
  process.stdout.write(JSON.stringify(out) + "\n");
});
