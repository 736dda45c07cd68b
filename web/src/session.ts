/** The token of the run: taken from the address once, exchanged for a cookie, and wiped from the address. */

const FRAGMENT = "#token=";

export async function openSession(place: Location, history: History): Promise<boolean> {
  if (!place.hash.startsWith(FRAGMENT)) return true;
  const token = decodeURIComponent(place.hash.slice(FRAGMENT.length));
  history.replaceState(null, "", place.pathname + place.search);
  const answer = await fetch("api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  return answer.ok;
}
