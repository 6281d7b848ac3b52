// QR codes by the camera, where the browser has a BarcodeDetector; the same code is read once while it is held there.

const SAME_READ_MS = 4000;

let stream = null;

async function toggle(video, button, scan, refused) {
  if (stream) {
    stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = "Quét bằng máy ảnh";
    return;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return refused();
  }
  video.srcObject = stream;
  video.hidden = false;
  button.textContent = "Tắt máy ảnh";
  await video.play();
  watch(video, new BarcodeDetector({ formats: ["qr_code"] }), scan);
}

async function watch(video, detector, scan) {
  const last = { text: "", at: 0 };
  while (stream) {
    const [read] = await detector.detect(video).catch(() => []);
    if (read && (read.rawValue !== last.text || Date.now() - last.at > SAME_READ_MS)) {
      [last.text, last.at] = [read.rawValue, Date.now()];
      await scan(read.rawValue);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Show the button where the browser can read QR codes.  `scan` gets what is read; `refused` is called without a camera. */
export async function offerCamera(video, button, scan, refused) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return;
  button.hidden = false;
  button.addEventListener("click", () => toggle(video, button, scan, refused));
}

/** Whether the camera is on. */
export const watching = () => stream !== null;
