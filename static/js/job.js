// The client's side of the API: submit an address, watch the job by its stream, fall back to asking for its status,
// resume after a reload. Words come from the page, in its language.
"use strict";
{
  const DAY_MS = 24 * 3600 * 1000; // the API forgets a job so long after its end
  const RECONNECT_MS = [1000, 2000, 4000];
  const POLL_MS = 2000;
  const POLL_LATER_MS = 5000;
  const LATER_AFTER_MS = 30 * 1000;
  const GIVE_UP_MS = 5 * 60 * 1000;
  const SLOW_MS = 2 * 60 * 1000;
  const VERY_SLOW_MS = 3 * 60 * 1000;
  const QUEUE_LOOK_MS = 4000;

  const at = (name) => document.getElementById(`job-${name}`);
  const card = document.getElementById("job");
  const words = at("words").dataset;
  const api = at("page").dataset.api;
  const link = at("link");

  // --- What the browser keeps across a reload -----------------------------------------------------------------------
  const store = {
    keep(id, url, start) {
      localStorage.setItem("currentJobId", id);
      localStorage.setItem("jobStartTime", String(start));
      localStorage.setItem("jobUrl", url);
    },
    forget() {
      for (const name of ["currentJobId", "jobStartTime", "jobUrl"]) localStorage.removeItem(name);
    },
    kept() {
      const [id, start, url] = ["currentJobId", "jobStartTime", "jobUrl"].map((name) => localStorage.getItem(name));
      if (!id || !(Date.now() - Number(start) < DAY_MS)) return null;
      return { id, url: url || "", start: Number(start) };
    },
  };

  // --- The API ------------------------------------------------------------------------------------------------------
  class Refused extends Error {
    constructor(status, body) {
      super(body.detail || words.unreachable);
      this.status = status;
      this.code = body.code || "";
    }
  }

  const ask = async (path, options = {}) => {
    const answer = await fetch(api + path, { headers: { Accept: "application/json" }, ...options });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, body);
    return body;
  };

  const send = (url) =>
    ask("scrape/async", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("#job-form [name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify({ source_url: url }),
    });

  // --- What is shown ------------------------------------------------------------------------------------------------
  const fill = (text, value) => text.replace("%s", value);
  const show = (name, is) => (at(name).hidden = !is);

  const connection = (state, tone = "", value = "") => {
    at("connection").className = `badge ${tone}`;
    at("connection").textContent = fill(words[state], value);
  };

  const state = (text, percent) => {
    at("state").textContent = text;
    if (percent === null) at("progress").removeAttribute("value");
    else at("progress").value = percent;
  };

  const sayWrong = (text) => {
    at("link-error").textContent = text;
    show("link-error", text);
    link.toggleAttribute("aria-invalid", Boolean(text));
  };

  const showStatus = (status) => {
    if (status.status === "queued" && status.position_in_queue) state(fill(words.position, status.position_in_queue), null);
    else if (status.status === "started" && status.next_attempt_at) state(words.waiting, status.progress);
    else state(words[status.status], status.status === "queued" ? null : status.progress);
  };

  const showLine = (id, line) => {
    const row = at("line").content.firstElementChild.cloneNode(true);
    row.dataset.kind = line.event;
    row.querySelector("code").textContent = id;
    row.querySelector(".tag").textContent = line.event;
    row.querySelector("bdi").textContent = line.message;
    at("lines").append(row);
  };

  const showResult = (result) => {
    at("json").textContent = JSON.stringify(result, null, 2);
    show("result", true);
    if (!result || !result.name) return;
    at("name").textContent = result.name;
    at("price").textContent = [result.price, result.currency].filter(Boolean).join(" ");
    at("thumb").replaceChildren();
    if (/^https?:/.test(result.main_image || "")) {
      const picture = new Image();
      picture.referrerPolicy = "no-referrer";
      picture.alt = "";
      picture.src = result.main_image;
      at("thumb").append(picture);
    }
    show("thumb", at("thumb").hasChildNodes());
    show("found", true);
  };

  // --- One job ------------------------------------------------------------------------------------------------------
  class Job {
    constructor({ id, url, start }) {
      Object.assign(this, { id, url, start, seen: 0, tries: 0, hasStarted: false, isOver: false });
      this.timers = new Set();
      this.source = null;
    }

    later(ms, what) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        if (!this.isOver) what();
      }, ms);
      this.timers.add(timer);
    }

    show() {
      card.hidden = false;
      at("id").textContent = this.id;
      at("lines").replaceChildren();
      for (const name of ["failed", "found", "result", "slow", "very-slow"]) show(name, false);
      for (const name of ["error", "error-code"]) at(name).textContent = "";
      show("no-lines", true);
      show("usual", true);
      state(words.queued, null);
      connection("connecting", "wait");
      this.tick();
    }

    tick() {
      const gone = Date.now() - this.start;
      const seconds = Math.max(0, Math.floor(gone / 1000));
      at("time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      show("usual", gone < SLOW_MS);
      show("slow", gone >= SLOW_MS && gone < VERY_SLOW_MS);
      show("very-slow", gone >= VERY_SLOW_MS);
      this.later(1000, () => this.tick());
    }

    // Place in the queue and percent are not on the stream: the status has them.
    async look() {
      try {
        const status = await ask(`jobs/${this.id}/status`);
        if (!this.isOver) showStatus(status);
      } catch {
        return; // the stream, or the polls after it, will tell
      }
    }

    lookWhileQueued() {
      if (this.hasStarted || this.isPolling) return;
      this.look();
      this.later(QUEUE_LOOK_MS, () => this.lookWhileQueued());
    }

    watch() {
      this.stream();
      this.lookWhileQueued();
    }

    stream() {
      this.source = new EventSource(`${api}jobs/${this.id}/stream`);
      this.source.onopen = () => connection("live", "good");
      this.source.onmessage = (event) => this.hear(Number(event.lastEventId), JSON.parse(event.data));
      this.source.onerror = () => this.lose();
    }

    hear(number, line) {
      if (number <= this.seen) return; // a new connection tells everything again
      this.seen = number;
      this.tries = 0;
      this.hasStarted = true;
      showLine(number, line);
      if (line.event === "complete") this.succeed(line.data);
      else if (line.event === "error") this.fail(line.error, line.error_code);
      else this.look();
    }

    lose() {
      this.source.close();
      if (this.tries === RECONNECT_MS.length) return this.poll();
      const wait = RECONNECT_MS[this.tries++];
      connection("reconnecting", "wait", this.tries);
      this.later(wait, () => this.stream());
    }

    poll() {
      this.isPolling = true;
      this.polledSince = Date.now();
      connection("polling", "wait");
      this.pollOnce();
    }

    async pollOnce() {
      const gone = Date.now() - this.polledSince;
      if (gone >= GIVE_UP_MS) return this.giveUp();
      try {
        const status = await ask(`jobs/${this.id}/status`);
        if (this.isOver) return;
        showStatus(status);
        if (await this.ended(status)) return;
      } catch (error) {
        if (error.status === 404) return this.fail(error.message, error.code);
      }
      this.later(gone < LATER_AFTER_MS ? POLL_MS : POLL_LATER_MS, () => this.pollOnce());
    }

    // Whether the status is an end; then it is shown.
    async ended(status) {
      if (status.status === "finished") this.succeed((await ask(`jobs/${this.id}/result`)).result);
      else if (status.status === "failed") this.fail(status.error, status.error_code);
      return this.isOver;
    }

    close() {
      this.isOver = true;
      this.source?.close();
      for (const timer of this.timers) clearTimeout(timer);
      for (const name of ["usual", "slow", "very-slow", "no-lines"]) show(name, false);
      connection("closed");
    }

    succeed(result) {
      this.close();
      store.forget();
      state(words.finished, 100);
      showResult(result);
    }

    fail(text, code = "") {
      this.close();
      store.forget();
      this.showFailure(text, code);
    }

    // The job may still go on: what is kept stays, and trying again watches it again.
    giveUp() {
      this.close();
      this.hasTimedOut = true;
      this.showFailure(words.timeout, "");
    }

    showFailure(text, code) {
      state(words.failed, 0);
      at("error").textContent = text;
      at("error-code").textContent = code;
      show("failed", true);
    }
  }

  let current = null;

  const begin = (job) => {
    current?.close();
    current = new Job(job);
    current.show();
    return current;
  };

  const isAddress = (text) => {
    try {
      const url = new URL(text);
      return ["http:", "https:"].includes(url.protocol) && url.hostname !== "" && !/\s/.test(text);
    } catch {
      return false;
    }
  };

  const submit = async (url) => {
    sayWrong("");
    if (!isAddress(url)) return sayWrong(words.notAnAddress);
    const button = document.querySelector("#job-form .form-actions button");
    button.disabled = true;
    try {
      const start = Date.now();
      const { job_id: id } = await send(url);
      store.keep(id, url, start);
      begin({ id, url, start }).watch();
    } catch (error) {
      sayWrong(error instanceof Refused ? error.message : words.unreachable);
    } finally {
      button.disabled = false;
    }
  };

  const resume = async () => {
    const kept = store.kept();
    if (!kept) return store.forget();
    link.value = kept.url;
    const job = begin(kept);
    try {
      const status = await ask(`jobs/${job.id}/status`);
      showStatus(status);
      if (await job.ended(status)) return;
    } catch (error) {
      if (error.status === 404) return job.fail(words.gone, error.code);
    }
    job.watch();
  };

  document.getElementById("job-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit(link.value.trim());
  });
  at("again").addEventListener("click", () => (current.hasTimedOut ? resume() : submit(current.url || link.value.trim())));
  window.addEventListener("pagehide", () => current?.source?.close());
  resume();
}
