// njs: takes Alertmanager's webhooks. POST / remembers and logs each alert, GET / lists the latest state of each, newest first.

const shown = ["status", "labels", "annotations", "startsAt", "endsAt"];

function kept(alert, receivedAt) {
  const result = { receivedAt };
  shown.forEach((key) => (result[key] = alert[key]));
  return result;
}

// One alert, from its first firing to its end, is one entry; a later one of the same name and labels is another.
const keyOf = (alert) => `${alert.fingerprint}/${alert.startsAt}`;

const logged = (alert, time) =>
  JSON.stringify({
    time,
    level: alert.labels.severity === "critical" ? "error" : "warning",
    event: `alert-${alert.status}`,
    alert: alert.labels.alertname,
    station: alert.labels.station,
    message: alert.annotations.description,
  });

function take(request) {
  let alerts;
  try {
    alerts = JSON.parse(request.requestText).alerts;
    alerts.forEach((alert) => alert.labels.alertname.length);
  } catch (error) {
    request.return(400, "allowed: Alertmanager's webhook, version 4\n");
    return;
  }
  const time = new Date().toISOString();
  alerts.forEach((alert) => ngx.shared.arrived.set(keyOf(alert), JSON.stringify(kept(alert, time))));
  request.variables.arrived = alerts.map((alert) => logged(alert, time)).join("\n");
  request.return(204);
}

function list(request) {
  const all = ngx.shared.arrived
    .items()
    .map((item) => JSON.parse(item[1]))
    .sort((left, right) => (left.receivedAt < right.receivedAt ? 1 : -1));
  request.headersOut["Content-Type"] = "application/json";
  request.return(200, `${JSON.stringify(all, null, 2)}\n`);
}

function serve(request) {
  if (request.method === "POST") return take(request);
  if (request.method === "GET" || request.method === "HEAD") return list(request);
  request.headersOut.Allow = "GET, HEAD, POST";
  request.return(405);
}

export default { serve };
