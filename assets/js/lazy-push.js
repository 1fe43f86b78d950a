// Web push: this browser signs on with the key of this installation, and sends its own to us.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// Raises an Error whose message is one of the button's data-words: "none", "denied", "failed".
export async function signOn(button) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) throw new Error("none");
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const worker = await navigator.serviceWorker.register(button.dataset.worker);
  await navigator.serviceWorker.ready;
  const device = await worker.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: bytes(button.dataset.push) })
    .catch(() => { throw new Error("failed"); });
  const body = new URLSearchParams({ endpoint: device.endpoint, p256dh: text(device.getKey("p256dh")), auth: text(device.getKey("auth")) });
  const token = document.querySelector('meta[name="csrf-token"]')?.content || "";
  const answer = await fetch(button.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error("failed");
  location.reload();
}
