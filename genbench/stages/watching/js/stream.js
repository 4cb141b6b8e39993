// The stream of what comes. A page that nobody sees asks for nothing: a browser allows six
// connections to a server, of which each page that is open would hold one.
let source = null;

function listen() {
  source ??= new EventSource("/events");
  source.onopen = () => { document.getElementById("lost").hidden = true; };
  source.onerror = () => { document.getElementById("lost").hidden = false; };
  source.onmessage = (event) => {
    takeAll(JSON.parse(event.data));
    document.documentElement.dataset.told = "";
  };
}

function listenWhileSeen() {
  if (!document.hidden) return listen();
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", listenWhileSeen);
listenWhileSeen();
