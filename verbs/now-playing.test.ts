import { metadataRequest } from "./now-playing";

const headers = { Authorization: "Bearer t0ken" };

it.each([
  ["Été", "Zoë", { method: "POST", headers, body: '{"title":"Été","artist":"Zoë"}' }],
  ["Été", "", { method: "POST", headers, body: '{"title":"Été"}' }],
  ["", "", { method: "DELETE", headers }],
  // The engine says what is wrong with it.
  ["", "Zoë", { method: "POST", headers, body: '{"title":"","artist":"Zoë"}' }],
])("asks for title %j, artist %j", (title, artist, request) => {
  expect(metadataRequest("t0ken", title, artist)).toEqual(request);
});
