// Clocks go on between two answers: ages, countdowns, and links that end. They count from what the server
// said, whatever this machine's clock says. A span is worded as on the server (pages/durations.py): its two
// largest units.

const UNITS = [
  [86400, "d", 3600, "h"],
  [3600, "h", 60, "m"],
  [60, "m", 1, "s"],
];

function lasting(seconds) {
  const left = Math.max(Math.floor(seconds), 0);
  const unit = UNITS.find(([size]) => left >= size);
  if (!unit) return `${left} s`;
  const [size, name, below, smaller] = unit;
  const whole = `${Math.floor(left / size).toLocaleString("en")} ${name}`;
  const rest = Math.floor((left % size) / below);
  return rest ? `${whole} ${rest} ${smaller}` : whole;
}

function reading({ age, until, left }, passed) {
  if (age) return lasting(Number(age) + passed);
  if (until) return until - passed >= 1 ? `in ${lasting(until - passed)}` : "now";
  return left - passed > 0 ? `expires in ${lasting(left - passed)}` : `expired ${lasting(passed - left)} ago`;
}

function tick() {
  // A machine that slept counts what it slept.
  const now = Date.now();
  for (const time of document.querySelectorAll("time:is([data-age], [data-until], [data-left])")) {
    time.seen ??= now;
    const text = reading(time.dataset, (now - time.seen) / 1000);
    const ended = text.startsWith("expired") && time.textContent.startsWith("expires");
    if (time.textContent !== text) time.textContent = text;
    if (ended) time.dispatchEvent(new Event("portal:expired", { bubbles: true }));
  }
}

setInterval(tick, 1000);
