// Pictures are made small before they are kept: at most 1600 px, JPEG, turned upright, without the camera's notes.
const LONGEST = 1600;
const THUMB = 144;

function draw(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Raises when the device cannot read the picture.
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const blob = await new Promise((done) => draw(bitmap, LONGEST).toBlob(done, "image/jpeg", 0.82));
  const thumb = draw(bitmap, THUMB).toDataURL("image/jpeg", 0.7);
  bitmap.close?.();
  if (!blob) throw new Error("no picture");
  return { blob, thumb };
}
