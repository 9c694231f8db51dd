"use strict";
// Shows what /api/* serves, again and again. Whatever comes from the application is set as text, never as markup.
(() => {
  const POLL_MILLIS = 2000;
  const LONGEST_WAIT_MILLIS = 10000;
  // A long history is asked for less often: it moves little from one tick to the next.
  const POINTS_OF_A_SHORT_HISTORY = 200;
  const POLLS_BETWEEN_LONG_HISTORIES = 5;
  const POLLS_BETWEEN_ARCHIVES = 5;

  const byId = (id) => document.getElementById(id);
  /** A report holds the answers of its moment, in the language of the document, and may have no storage. */
  const frozen = byId("frozen") && JSON.parse(byId("frozen").textContent);
  const wanted = frozen ? document.documentElement.lang : navigator.language.toLowerCase();
  const language = wanted.startsWith("zh") ? "zh" : "en";
  const words = WORDS[language];
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const ORDER = ["critical", "warning", "watch", "info"];

  function bytes(value) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let size = Math.abs(value), unit = 0;
    while (size >= (unit === 0 ? 1023.5 : 1023.95) && unit < units.length - 1) { size /= 1024; unit++; }
    return `${value < 0 ? "-" : ""}${size.toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
  }

  function duration(seconds) {
    const units = language === "zh" ? ["秒", "分", "小时", "天"] : ["s", "min", "h", "d"];
    const pair = (large, i, small) => `${large} ${units[i]}${small ? ` ${small} ${units[i - 1]}` : ""}`;
    if (seconds < 60) return `${Math.round(seconds)} ${units[0]}`;
    if (seconds < 3600) return pair(Math.floor(seconds / 60), 1, Math.floor(seconds % 60));
    if (seconds < 86400) return pair(Math.floor(seconds / 3600), 2, Math.floor(seconds % 3600 / 60));
    return pair(Math.floor(seconds / 86400), 3, Math.floor(seconds % 86400 / 3600));
  }

  const percent = (share) => `${Math.round(share * 100)} %`;

  /** An element with text and elements in it; what is empty is left out. */
  function element(tag, attributes, ...content) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...content.filter((part) => part !== "" && part !== null && part !== undefined));
    return made;
  }

  /** A sentence with flags in it: none is torn at its hyphen while it fits into a line. */
  const flagged = (sentence) => sentence.split(/(?<!\w)(-[DX][\w:=+./-]*\w)/).map((part, i) => i % 2 ? element("span", { class: "flag" }, part) : part);

  /** Replaces what is in there, but leaves open what the reader has opened, and the focus where it was. */
  function fill(parent, children) {
    const open = [...parent.querySelectorAll("details[open]")].map((d) => d.dataset.key);
    const focused = parent.contains(document.activeElement) ? document.activeElement.closest("details")?.dataset.key : null;
    parent.replaceChildren(...children);
    for (const details of parent.querySelectorAll("details")) {
      details.open = open.includes(details.dataset.key);
      if (details.dataset.key === focused) details.querySelector("summary").focus({ preventScroll: true });
    }
  }

  function text(id, content) {
    const target = byId(id);
    if (target.textContent !== content) target.textContent = content;
  }

  // --- asking -------------------------------------------------------------------------------------------------------

  let token = frozen ? "" : sessionStorage.getItem("memguard-token") || "";
  const given = /^#token=(.+)$/.exec(location.hash);
  if (given) {
    token = decodeURIComponent(given[1]);
    sessionStorage.setItem("memguard-token", token);
    history.replaceState(null, "", location.pathname);
  }

  class TokenAsked extends Error {}

  async function ask(path) {
    if (frozen) return frozen[path];
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const answer = await fetch(`${path}?lang=${language}`, { headers, cache: "no-store", signal: AbortSignal.timeout(LONGEST_WAIT_MILLIS) });
    if (answer.status === 401) throw new TokenAsked();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  let polls = 0;
  let past = null;
  let lastAnswer = new Date();
  let timer;

  async function poll() {
    clearTimeout(timer);
    try {
      const long = past && past.epochMillis.length > POINTS_OF_A_SHORT_HISTORY;
      if (!past || !long || polls % POLLS_BETWEEN_LONG_HISTORIES === 0) past = await ask("api/history");
      if (!frozen && polls % POLLS_BETWEEN_ARCHIVES === 0) await askForArchive();
      polls++;
      const [statement, verdicts] = await Promise.all([ask("api/statement"), ask("api/verdicts")]);
      lastAnswer = new Date();
      byId("login").hidden = true;
      byId("main").hidden = false;
      show(statement, verdicts);
    } catch (problem) {
      if (problem instanceof TokenAsked) {
        askForToken();
        return;
      }
      text("updated", words.gone(clock.format(lastAnswer)));
      byId("updated").classList.add("stale");
    }
    if (!frozen && !document.hidden) timer = setTimeout(poll, POLL_MILLIS);
  }

  async function askForArchive() {
    const [incidents, lives] = await Promise.all([ask("api/incidents"), ask("api/lives")]);
    showRecords("incidents", incidents.incidents, incident);
    showRecords("lives", lives.lives, life);
  }

  function askForToken() {
    const form = byId("login");
    form.querySelector("label").textContent = (token ? words.wrong : "") + words.token;
    form.querySelector("button").textContent = words.show;
    form.hidden = false;
    byId("main").hidden = true;
    byId("token").focus();
  }

  byId("login").addEventListener("submit", (event) => {
    event.preventDefault();
    token = byId("token").value;
    sessionStorage.setItem("memguard-token", token);
    poll();
  });

  // --- showing ------------------------------------------------------------------------------------------------------

  function show(statement, answer) {
    const figures = statement.figures;
    const open = answer.verdicts.slice().sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
    const worst = open.find((verdict) => verdict.severity !== "info");
    const time = new Date(answer.time);
    document.body.dataset.status = answer.status;
    document.title = (worst ? `${words.severity[worst.severity]} ${worst.kind} · ` : "") + "MemGuard";
    byId("updated").classList.remove("stale");
    text("updated", words.updated(frozen ? time.toLocaleString(language) : clock.format(time)));
    text("process", `pid ${statement.pid}`);
    text("status", words.status[answer.status] || answer.status);
    text("summary", worst ? worst.summary : "");
    text("left", answer.secondsToLimit === undefined ? "" : answer.secondsToLimit < 1 ? words.met : words.left(duration(answer.secondsToLimit)));
    showTiles(figures, answer);
    showChart(past, open);
    byId("verdicts-section").hidden = false;
    fill(byId("verdicts"), open.length ? open.map(article) : [element("p", {}, words.noVerdicts)]);
    showStatement(statement, figures);
    fill(byId("silence"), Object.entries(answer.silence).flatMap(([name, reason]) => [element("dt", {}, name), element("dd", {}, reason)]));
    const cost = statement.cost;
    text("cost", words.cost({ version: statement.version, cpu: cost.cpuSeconds.toFixed(1), heap: bytes(cost.allocatedBytes), ticks: cost.ticks, last: (cost.lastTickSeconds * 1000).toFixed(1), worst: (cost.worstTickSeconds * 1000).toFixed(1) }));
  }

  function tile(name, figure, remark) {
    return element("div", { class: "tile" }, element("p", { class: "name" }, name), element("p", { class: "figure" }, figure), element("p", { class: "remark" }, remark));
  }

  function showTiles(figures, answer) {
    const limit = figures.ContainerLimitBytes;
    const share = (part) => limit ? words.of(percent(part / limit), bytes(limit)) : words.noLimit;
    const tiles = [];
    const left = answer.secondsToLimit;
    if (left === undefined) tiles.push(tile(words.timeLeft, "–", words.noTimeLeft));
    else tiles.push(left < 1 ? tile(words.timeLeft, words.none, words.met) : tile(words.timeLeft, duration(left), words.pace));
    if (figures.ContainerUsageBytes !== undefined) {
      tiles.push(tile(words.container, bytes(figures.ContainerUsageBytes), share(figures.ContainerUsageBytes)));
      tiles.push(tile(words.unreclaimable, bytes(figures.ContainerNonReclaimableBytes), limit ? percent(figures.ContainerNonReclaimableBytes / limit) + words.semicolon + words.kills : words.kills));
    }
    if (figures.RssBytes !== undefined) tiles.push(tile(words.rss, bytes(figures.RssBytes), ""));
    if (figures.HeapMaxBytes !== undefined) {
      tiles.push(tile(words.heapLive, figures.HeapLiveBytes === undefined ? "–" : bytes(figures.HeapLiveBytes), words.used(bytes(figures.HeapUsedBytes)) + words.comma + words.max(bytes(figures.HeapMaxBytes))));
    }
    fill(byId("tiles"), tiles);
  }

  function article(verdict) {
    const part = (title, content) => content.length ? [element("h4", {}, title), ...content] : [];
    const list = (tag, items) => items.length ? [element(tag, {}, ...items.map((item) => element("li", {}, ...flagged(item))))] : [];
    return element("article", {},
      element("h3", {}, element("span", { class: `pill ${verdict.severity}` }, `${words.severity[verdict.severity]} · ${verdict.kind}`), verdict.summary),
      ...part(words.remedies, list("ol", verdict.remedies)),
      ...part(words.culprits, verdict.culprits.map((culprit, i) => showCulprit(verdict, culprit, i))),
      ...part(words.tried, list("ul", verdict.experiments.map((e) => `${e.action}: ${words.before(bytes(e.beforeBytes), bytes(e.afterBytes), e.pauseMillis)}`))),
      ...part(words.done, list("ul", verdict.actions)),
      ...part(words.why, verdict.explanation ? [element("p", {}, ...flagged(verdict.explanation))] : []),
      element("details", { "data-key": `${verdict.fingerprint} evidence` },
        element("summary", {}, words.evidence + words.comma + words.confidence(percent(verdict.confidence || 0))),
        element("dl", {}, ...verdict.evidence.flatMap((e) => [element("dt", {}, words.figure[e.name] || e.name), element("dd", {}, amount(e))]))));
  }

  function amount(evidence) {
    if (evidence.unit === "bytes") return bytes(evidence.value);
    if (evidence.unit === "bytes/s") return `${bytes(evidence.value)}/s`;
    return `${evidence.value}${evidence.unit === "1" ? "" : ` ${evidence.unit}`}`;
  }

  function showCulprit(verdict, culprit, i) {
    const size = [culprit.bytes ? bytes(culprit.bytes) : "", culprit.count ? words.inCount(culprit.count) : ""].filter(Boolean).join(" ");
    const line = element("p", {}, element("span", { class: "name-of" }, culprit.name), ` (${culprit.type})${size ? `: ${size}` : ""}`);
    if (!culprit.detail.length) return line;
    return element("div", {}, line,
      element("details", { "data-key": `${verdict.fingerprint} ${i}` }, element("summary", {}, words.stack), element("pre", { tabindex: "0" }, culprit.detail.join("\n"))));
  }

  const drawnRecords = {};

  /** Drawn anew only when there is news: a link keeps its focus. */
  function showRecords(name, records, draw) {
    const text = JSON.stringify(records);
    if (drawnRecords[name] === text) return;
    drawnRecords[name] = text;
    byId(`${name}-section`).hidden = false;
    byId(name).replaceChildren(...(records.length ? records.map(draw) : [element("p", {}, words.none)]));
  }

  const when = (text) => day.format(new Date(text));

  function incident(one) {
    const link = element("a", { href: one.path, target: "_blank", rel: "noopener" }, one.summary || one.kind);
    link.addEventListener("click", (event) => openReport(event, one.path));
    return element("div", { class: "record" },
      element("span", { class: `pill ${one.severity}` }, `${words.severity[one.severity] || one.severity} · ${one.kind}`),
      one.cleared ? element("span", { class: "pill cleared" }, words.cleared) : "",
      element("span", { class: "when" }, `${when(one.time)} · ${one.life}`),
      element("p", {}, link));
  }

  /** A link cannot show the token, so the report is fetched with it and opened from memory. */
  async function openReport(event, path) {
    if (!token) return;
    event.preventDefault();
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
    const url = URL.createObjectURL(new Blob([await answer.text()], { type: answer.headers.get("Content-Type") }));
    element("a", { href: url, target: "_blank", rel: "noopener" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  const TROUBLES = { "oom-killed": "critical", "out-of-memory-error": "critical", crashed: "critical", running: "info", clean: "clean" };

  function life(one) {
    const seconds = one.last && one.started ? (new Date(one.last) - new Date(one.started)) / 1000 : null;
    const span = [one.started ? when(one.started) : "", one.last ? `– ${when(one.last)}` : "", seconds === null ? "" : `(${duration(Math.max(0, seconds))})`].filter(Boolean).join(" ");
    return element("div", { class: "record" },
      element("span", { class: `pill ${TROUBLES[one.cause] || "watch"}` }, one.own ? words.thisLife : words.cause[one.cause] || one.cause),
      element("span", { class: "when" }, `${span} · pid ${one.pid} · ${one.host}`),
      element("p", { class: "name-of" }, one.main),
      one.reason ? element("p", { class: "why" }, one.reason) : "");
  }

  function showStatement(statement, figures) {
    const tables = [];
    if (statement.container.length) {
      const asides = [[words.unreclaimable, figures.ContainerNonReclaimableBytes], [words.workingSet, figures.ContainerWorkingSetBytes]];
      if (figures.ContainerSwapBytes) asides.push([words.swap, figures.ContainerSwapBytes]);
      for (const other of statement.neighbours.slice(0, 3)) asides.push([`${other.name} (pid ${other.pid})`, other.rssBytes]);
      tables.push(table(words.container, words.usage, figures.ContainerUsageBytes, statement.container, asides));
    }
    if (statement.process.length) tables.push(table(words.process, words.rss, figures.RssBytes, statement.process, []));
    fill(byId("statement"), tables);
    fill(byId("notes"), statement.notes.map((note) => element("li", {}, note)));
  }

  function table(title, wholeName, whole, items, asides) {
    const row = (style, name, size, share) => {
      const bar = element("div", {});
      bar.style.width = `${100 * Math.max(0, Math.min(1, share))}%`;
      return element("tr", style ? { class: style } : {}, element("th", { scope: "row" }, name), element("td", { class: "bar" }, share > 0 ? bar : ""), element("td", {}, bytes(size)));
    };
    const name = (item) => item.account === "residual" ? `${words.residual} (${(100 * item.bytes / whole).toFixed(1)} %)` : words.account[item.account] || item.words;
    const shown = items.filter((item) => item.bytes !== 0 || item.account === "residual");
    return element("table", {}, element("caption", {}, title), element("tbody", {},
      row("whole", wholeName, whole, 0),
      ...shown.map((item) => row("", name(item), item.bytes, item.account === "residual" ? 0 : item.bytes / whole)),
      ...asides.map(([label, size]) => row("aside", label, size, 0))));
  }

  // --- the chart ----------------------------------------------------------------------------------------------------

  const STEPS = Array.from({ length: 32 }, (_, i) => 2 ** (i + 16));
  // A limit so far above the usage is told in words: drawn, it would flatten the picture.
  const FARTHEST_LIMIT = 5;
  let plot = null;
  let drawn = null;

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  function showChart(past, open) {
    text("chart-title", past.nonReclaimableBytes.some((v) => v !== null) ? words.chart : words.chartOfProcess);
    const xs = past.epochMillis.map((millis) => millis / 1000);
    if (xs.length < 2) return;
    const usage = past.usageBytes;
    const most = Math.max(...usage);
    const names = Object.keys(past.bands).filter((name) => Math.max(...past.bands[name]) >= 0.002 * most);
    const last = xs.length - 1;
    const grows = open.find((v) => v.severity !== "info" && v.growthBytesPerSecond > 0 && v.secondsToLimit !== undefined);
    const ahead = grows ? Math.max(1, Math.min(grows.secondsToLimit, 0.75 * (xs[last] - xs[0]))) : 0;
    const known = past.limitBytes.filter((v) => v !== null);
    const limit = known.length && known[known.length - 1] <= FARTHEST_LIMIT * most ? known[known.length - 1] : null;

    const columns = [ahead ? [...xs, xs[last] + ahead] : xs];
    const extended = (values, end) => ahead ? [...values, end] : values;
    let below = xs.map(() => 0);
    for (const name of names) {
      below = below.map((sum, i) => sum + past.bands[name][i]);
      columns.push(extended(below, null));
    }
    columns.push(extended(past.limitBytes, past.limitBytes[last]));
    // The pace itself last; before it the edges of its spread, between which the area is filled.
    for (const pace of paces(grows)) {
      columns.push(extended(xs.map((_, i) => i === last && grows ? usage[last] : null), grows ? usage[last] + pace * ahead : null));
    }
    drawn = { xs, names, past, top: 1.05 * Math.max(most, limit || 0, ...below) };

    const shape = `${names} ${limit !== null}`;
    if (plot && plot.shape === shape) {
      plot.setData(columns);
    } else {
      if (plot) plot.destroy();
      plot = newPlot(columns, names, limit !== null);
      plot.shape = shape;
    }
    byId("chart").setAttribute("aria-label", `${words.usage} ${bytes(usage[last])}, ${words.limit} ${known.length ? bytes(known[known.length - 1]) : words.noLimit}`);
    showLegend(plot.cursor.idx);
  }

  // Where the limit is met sooner or later at other paces, as many bytes a second as that takes: fastest, slowest, likely.
  function paces(grows) {
    if (!grows) return [0, 0, 0];
    const likely = grows.growthBytesPerSecond;
    const at = (seconds) => likely * grows.secondsToLimit / seconds;
    const fastest = grows.secondsToLimitSoonest > 0 ? at(grows.secondsToLimitSoonest) : likely;
    const slowest = grows.secondsToLimitLatest > 0 ? at(grows.secondsToLimitLatest) : grows.secondsToLimitSoonest > 0 ? 0 : likely;
    return [fastest, slowest, likely];
  }

  function newPlot(columns, names, withLimit) {
    const grid = { stroke: color("line"), width: 1 };
    const axis = { stroke: color("faint"), grid, ticks: grid, font: "12px system-ui, sans-serif" };
    const format = (splits, step) => splits.map((second) => (step < 60 ? clock : day).format(new Date(second * 1000)));
    const options = {
      ...size(),
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: true }, y: { range: () => [0, drawn.top] } },
      axes: [
        { ...axis, space: 90, values: (u, splits, i, space, step) => format(splits, u.scales.x.max - u.scales.x.min < 43200 ? 1 : step) },
        { ...axis, size: 72, incrs: STEPS, values: (u, splits) => splits.map((v) => v ? bytes(v).replace(".0 ", " ") : "0") },
      ],
      series: [
        {},
        ...names.map((name, i) => ({ label: name, stroke: color(name), width: 1, fill: color(name), points: { show: false } })),
        { label: "limit", stroke: color("limit"), width: 2, dash: [8, 6], show: withLimit, points: { show: false } },
        { label: "fastest", width: 0, points: { show: false } },
        { label: "slowest", width: 0, points: { show: false } },
        { label: "pace", stroke: color("text"), width: 2, dash: [2, 4], points: { show: false } },
      ],
      bands: [
        ...names.slice(1).map((_, i) => ({ series: [i + 2, i + 1] })),
        { series: [names.length + 2, names.length + 3], fill: color("cone") },
      ],
      hooks: { setCursor: [(u) => showLegend(u.cursor.idx)] },
    };
    return new uPlot(options, columns, byId("chart"));
  }

  function size() {
    const width = byId("chart").clientWidth;
    return { width, height: Math.max(220, Math.min(380, Math.round(width * 0.45))) };
  }

  function showLegend(at) {
    if (!drawn) return;
    const { xs, names, past } = drawn;
    const i = at === null || at === undefined || at >= xs.length ? xs.length - 1 : at;
    text("moment", i === xs.length - 1 ? words.now : clock.format(new Date(xs[i] * 1000)));
    const entry = (style, background, name, value) => {
      const swatch = element("span", { class: style, "aria-hidden": "true" });
      if (style === "swatch") swatch.style.background = background; else swatch.style.borderColor = background;
      return element("li", {}, swatch, element("span", {}, name), element("span", { class: "value" }, value === null ? words.noLimit : bytes(value)));
    };
    byId("legend").replaceChildren(
      entry("swatch line", color("limit"), words.limit, past.limitBytes[i]),
      ...names.slice().reverse().map((name) => entry("swatch", color(name), words.band[name] || name, past.bands[name][i])));
  }

  function redraw() {
    if (plot) { plot.destroy(); plot = null; }
    poll();
  }

  byId("chart").addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!plot || !drawn || !step) return;
    event.preventDefault();
    const at = plot.cursor.idx === null || plot.cursor.idx === undefined ? drawn.xs.length - 1 : plot.cursor.idx + step;
    const i = Math.max(0, Math.min(drawn.xs.length - 1, at));
    plot.setCursor({ left: plot.valToPos(drawn.xs[i], "x"), top: 0 });
  });
  byId("chart").addEventListener("blur", () => plot && plot.setCursor({ left: -10, top: -10 }));

  new ResizeObserver(() => plot && plot.width !== size().width && plot.setSize(size())).observe(byId("chart"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });

  document.documentElement.lang = language;
  text("verdicts-title", words.verdicts);
  text("statement-title", words.statement);
  text("silence-title", words.silence);
  text("incidents-title", words.incidents);
  text("lives-title", words.lives);
  poll();
})();
