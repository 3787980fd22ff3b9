/**
 * In: the name of a picture, "pie-RADIUS-PLANNED-PARTY-REVIEWED" with shares in eighths. Out: its pixels. What is planned is
 * hollow, what a party says hatched, what a person accepted solid, the rest tinted. Knows no map.
 */

export interface Picture {
  data: ImageData;
  ratio: number;
}

const COLOR = "#c2362b";

export function pie(id: string, { halo }: { halo: string }): Picture | null {
  const m = /^pie-(\d+)-(\d+)-(\d+)-(\d+)$/.exec(id);
  if (!m) return null;
  const [radius = 8, planned = 0, party = 0, reviewed = 0] = m.slice(1).map(Number);
  const ratio = Math.min(2, Math.ceil(devicePixelRatio || 1));
  const size = (radius + 2) * 2 * ratio;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  // What is read back is drawn where it is read: from a graphics card each sign would be fetched.
  const c = canvas.getContext("2d", { willReadFrequently: true });
  if (!c) return null;
  c.scale(ratio, ratio);
  const at = radius + 2;
  c.beginPath();
  c.arc(at, at, radius, 0, 7);
  c.fillStyle = halo;
  c.fill();
  // Reviewed first: what a person stands behind wins over who said it, and a plan stays a plan.
  const total = 8;
  const hollow = Math.min(total, planned);
  const solid = Math.min(total - hollow, reviewed);
  const hatched = Math.min(total - hollow - solid, party);
  const tinted = total - hollow - solid - hatched;
  let from = -Math.PI / 2;
  for (const [share, kind] of [[solid, "solid"], [tinted, "tinted"], [hatched, "hatched"], [hollow, "hollow"]] as const) {
    if (share === 0) continue;
    const to = from + (share / total) * 2 * Math.PI;
    c.save();
    c.beginPath();
    if (share < total) c.moveTo(at, at);
    c.arc(at, at, radius, from, to);
    c.closePath();
    c.clip();
    if (kind === "solid") {
      c.fillStyle = COLOR;
      c.fill();
    } else if (kind === "tinted") {
      c.globalAlpha = 0.42;
      c.fillStyle = COLOR;
      c.fill();
    } else if (kind === "hatched") {
      c.globalAlpha = 0.16;
      c.fillStyle = COLOR;
      c.fill();
      c.globalAlpha = 1;
      c.strokeStyle = COLOR;
      c.lineWidth = 1.2;
      for (let x = -size; x < size * 2; x += 3.6) {
        c.beginPath();
        c.moveTo(x, 0);
        c.lineTo(x + at * 2, at * 2);
        c.stroke();
      }
    }
    c.restore();
    from = to;
  }
  c.beginPath();
  c.arc(at, at, radius - 0.6, 0, 7);
  c.strokeStyle = COLOR;
  c.lineWidth = 1.5;
  if (hollow === total) c.setLineDash([3, 2]);
  c.stroke();
  return { data: c.getImageData(0, 0, size, size), ratio };
}
