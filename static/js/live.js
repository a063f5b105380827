// The page that watches an import hears at once that something happened; what it was, its fragment says, as at every
// poll. Where there is no stream (old browsers, no `streams` process), the polls alone go on.
"use strict";
{
  const TOGETHER_MS = 60; // lines that come together are one look
  let source = null;
  let look = 0;

  const section = () => document.getElementById("import");

  const refresh = () => {
    look = 0;
    const place = section();
    if (place) htmx.trigger(place, "news");
  };

  const close = () => {
    source?.close();
    source = null;
  };

  const open = () => {
    const address = section()?.dataset.stream;
    if (!address || source || document.hidden || !window.EventSource) return;
    source = new EventSource(address); // one that is refused stays closed, and is not tried again
    source.onmessage = (event) => {
      if (Number(event.lastEventId) > Number(section()?.dataset.line)) look ||= setTimeout(refresh, TOGETHER_MS);
      if (["complete", "error"].includes(JSON.parse(event.data).event)) close();
    };
  };

  // A browser opens six connections to a site: hidden tabs must not hold them all.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  document.addEventListener("htmx:afterSettle", () => (section()?.dataset.stream ? open() : close()));
  window.addEventListener("pagehide", close);
  open();
}
