/**
 * In: places with their claims, the area of the filter. Out: the map; tells the area that a person draws and the place that
 * he opens. Knows how precision and state are drawn, no claim.
 */
import { useEffect, useMemo, useRef, useState } from "react";
import { AttributionControl, Map as Chart, NavigationControl, Popup, ScaleControl, addProtocol, setWorkerUrl, type ExpressionSpecification,
  type GeoJSONSource, type MapMouseEvent, type StyleSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { feature } from "topojson-client";
import type { Feature, FeatureCollection } from "geojson";
import type { Topology } from "topojson-specification";
import { API, get } from "../api/client";
import type { MapPlace, NameEntry } from "../api/schema";
import type { Box, Ring } from "../lib/filter";
import { bounds, drawnAs, overDateLine, points, rings } from "../lib/geo";
import { allRivers, shapesOf } from "../lib/shapes";
import { PRECISION, plural } from "../lib/words";
import { pie } from "./pie";

setWorkerUrl(new URL("/assets/maplibre-worker.js", location.origin).href);

interface Ground {
  land: string;
  sea: string;
  border: string;
  river: string;
  name: string;
  halo: string;
  ring: string;
  accent: string;
}

/** Colours of the page's theme, as the style sheet sets them. */
function ground(): Ground {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return { land: of("--map-land"), sea: of("--map-sea"), border: of("--map-border"), river: of("--map-river"), name: of("--map-name"),
    halo: of("--map-halo"), ring: of("--map-ring"), accent: of("--accent") };
}

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

function style(g: Ground): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: EMPTY, maxzoom: 6, tolerance: 0.5 },
      names: { type: "geojson", data: EMPTY },
      rivers: { type: "geojson", data: EMPTY, maxzoom: 8 },
      rings: { type: "geojson", data: EMPTY },
      places: {
        type: "geojson", data: EMPTY, cluster: true, clusterRadius: 44, clusterMaxZoom: 11,
        clusterProperties: {
          n_all: ["+", ["get", "n"]], planned_all: ["+", ["get", "planned"]],
          party_all: ["+", ["get", "party"]], reviewed_all: ["+", ["get", "reviewed"]],
          inferred_all: ["+", ["get", "inferred"]],
        },
      },
      area: { type: "geojson", data: EMPTY },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": g.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": g.land } },
      { id: "borders", type: "line", source: "land", paint: { "line-color": g.border, "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.5, 8, 1.4] } },
      { id: "rivers", type: "line", source: "rivers", minzoom: 3, paint: { "line-color": g.river, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.7, 9, 2.2] } },
      { id: "province", type: "fill", source: "rings", filter: ["==", ["get", "drawn"], "province"], paint: { "fill-color": g.ring, "fill-opacity": 0.1 } },
      { id: "province-edge", type: "line", source: "rings", filter: ["==", ["get", "drawn"], "province"], paint: { "line-color": g.ring, "line-opacity": 0.45, "line-width": 1 } },
      { id: "ring", type: "line", source: "rings", filter: ["==", ["get", "drawn"], "ring"], paint: { "line-color": g.ring, "line-opacity": 0.7, "line-width": 1.2, "line-dasharray": [4, 2] } },
      { id: "line", type: "line", source: "rings", filter: ["==", ["get", "drawn"], "line"], paint: { "line-color": g.ring, "line-opacity": 0.7, "line-width": 2.5, "line-dasharray": [0.4, 2.2] } },
      { id: "course", type: "line", source: "rings", filter: ["==", ["get", "drawn"], "course"], layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": g.ring, "line-opacity": 0.55, "line-width": 3.5 } },
      { id: "area-fill", type: "fill", source: "area", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": g.accent, "fill-opacity": 0.08 } },
      { id: "area-edge", type: "line", source: "area", paint: { "line-color": g.accent, "line-width": 2 } },
      { id: "names", type: "symbol", source: "names",
        layout: {
          "text-field": ["get", "name"], "text-font": ["sans-serif"],
          "text-size": ["match", ["get", "rank"], 1, 13, 2, 11.5, 11], "text-transform": ["match", ["get", "rank"], 1, "uppercase", "none"],
          "text-letter-spacing": ["match", ["get", "rank"], 1, 0.12, 0], "symbol-sort-key": ["get", "order"], "text-padding": 6, "text-max-width": 8,
          "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.7,
        },
        paint: { "text-color": g.name, "text-halo-color": g.halo, "text-halo-width": 1.3 } },
      { id: "places", type: "symbol", source: "places",
        layout: { "icon-image": ICON, "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["-", 0, N] } },
      { id: "numbers", type: "symbol", source: "places", filter: [">", N, 1],
        layout: { "text-field": ["case", [">=", N, 10000], ["concat", ["to-string", ["round", ["/", N, 1000]]], "k"], ["to-string", N]],
          "text-font": ["sans-serif"], "text-size": 11, "text-allow-overlap": true, "text-ignore-placement": true },
        paint: { "text-color": g.name, "text-halo-color": g.halo, "text-halo-width": 1.6 } },
    ],
  };
}

const either = (name: string): ExpressionSpecification => ["coalesce", ["get", `${name}_all`], ["get", name]];
const N: ExpressionSpecification = either("n");
/** Shares in eighths, so that few pictures serve all points; a share that is there shows at least one eighth. */
const eighths = (name: string): ExpressionSpecification =>
  ["to-string", ["case", ["==", either(name), 0], 0, ["max", 1, ["round", ["*", 8, ["/", either(name), N]]]]]];
const ICON: ExpressionSpecification = ["concat", "pie-",
  ["to-string", ["step", N, 7, 2, 9, 5, 11, 20, 14, 100, 18, 1000, 23, 10000, 28]],
  "-", eighths("planned"), "-", eighths("party"), "-", eighths("reviewed")];

export interface MapProps {
  places: MapPlace[];
  /** False as long as the places are not known. */
  answered?: boolean;
  area: Ring | undefined;
  bbox: Box | undefined;
  basemap: boolean;
  onArea: (ring: Ring | undefined) => void;
  onOpen: (place: MapPlace | null, box: Box | null) => void;
  /** Chosen for a place to be moved to; `undefined`: nothing is being moved. */
  onPoint?: (lat: number, lon: number) => void;
}

let packedTiles: Promise<void> | null = null;

/** The user's own tiles, drawn plainly: water, roads, boundaries, or pictures. */
async function withTiles(chart: Chart, g: Ground): Promise<void> {
  const { PMTiles, Protocol } = await import("pmtiles");
  packedTiles ??= Promise.resolve().then(() => addProtocol("pmtiles", new Protocol().tile));
  await packedTiles;
  const url = `${location.origin}${API}/basemap`;
  const tiles = new PMTiles(url);
  const [header, about] = [await tiles.getHeader(), (await tiles.getMetadata()) as { vector_layers?: { id: string }[] }];
  if (header.tileType !== 1) {
    chart.addSource("own", { type: "raster", url: `pmtiles://${url}`, tileSize: 256 });
    chart.addLayer({ id: "own", type: "raster", source: "own" }, "borders");
    return;
  }
  chart.addSource("own", { type: "vector", url: `pmtiles://${url}` });
  for (const { id } of about.vector_layers ?? []) {
    const common = { source: "own", "source-layer": id } as const;
    if (/water|ocean|lake/i.test(id)) {
      chart.addLayer({ id: `own-${id}`, type: "fill", ...common, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": g.sea } }, "borders");
    } else if (/road|transport|street|rail|bound|admin|river/i.test(id)) {
      chart.addLayer({ id: `own-${id}`, type: "line", ...common, filter: ["==", ["geometry-type"], "LineString"],
        paint: { "line-color": g.border, "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.4, 14, 2] } }, "province");
    }
  }
}

async function groundInto(chart: Chart): Promise<void> {
  const response = await fetch("/assets/countries-50m.json");
  const topology = (await response.json()) as Topology;
  const land = feature(topology, topology.objects["countries"]!) as unknown as FeatureCollection;
  (chart.getSource("land") as GeoJSONSource | undefined)?.setData(overDateLine(land));
  const coordinates = await allRivers();
  (chart.getSource("rivers") as GeoJSONSource | undefined)?.setData({ type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates } });
}

const ringShape = (ring: Ring, closed: boolean): FeatureCollection => ({
  type: "FeatureCollection",
  features: ring.length === 0 ? [] : [{
    type: "Feature", properties: {},
    geometry: closed && ring.length > 2 ? { type: "Polygon", coordinates: [[...ring, ring[0]!]] } : { type: "LineString", coordinates: ring },
  }],
});

const boxRing = ([w, s, e, n]: Box): Ring => [[w, s], [e, s], [e, n], [w, n]];

const boxOf = (chart: Chart): Box => {
  const b = chart.getBounds();
  return [Math.max(-180, b.getWest()), Math.max(-90, b.getSouth()), Math.min(180, b.getEast()), Math.min(90, b.getNorth())];
};

export function PlaceMap(props: MapProps): React.JSX.Element {
  const { places, answered, area, bbox, basemap, onPoint } = props;
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [drawing, setDrawing] = useState<Ring | null>(null);
  const drawn = useRef<Ring | null>(null);
  drawn.current = drawing;
  const [ready, setReady] = useState(false);
  const [broken, setBroken] = useState<string | null>(null);
  const [moves, setMoves] = useState(0);
  const fitted = useRef(false);
  const grounded = useRef(false);

  useEffect(() => {
    if (!holder.current) return;
    let map: Chart;
    let g = ground();
    try {
      map = new Chart({
        container: holder.current, style: style(g), center: [30, 25], zoom: 1.6, maxZoom: 17, attributionControl: false,
        dragRotate: false, pitchWithRotate: false, fadeDuration: 0, doubleClickZoom: true, reduceMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
      } as ConstructorParameters<typeof Chart>[0]);
    } catch (e) {
      setBroken(`The map needs WebGL, which this browser does not give: ${String((e as Error).message).slice(0, 120)}`);
      return;
    }
    chart.current = map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    map.addControl(new AttributionControl({ compact: true, customAttribution: "Borders, provinces, rivers: Natural Earth. Names: GeoNames" }), "bottom-right");
    // What the sources are is one tap away where there is no room for it.
    if (holder.current.clientWidth < 640) map.once("load", () => holder.current?.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show"));
    map.getCanvas().setAttribute("aria-label", "Map of the claims. Arrow keys move it, plus and minus zoom. The table below lists the same claims.");
    map.setMissingStyleImageResolver((id) => {
      const drawnPie = pie(id, ground());
      if (drawnPie && !map.hasImage(id)) map.addImage(id, drawnPie.data, { pixelRatio: drawnPie.ratio });
    });
    let asked = 0;
    const names = (): void => {
      const turn = ++asked;
      const at = boxOf(map).map((n) => n.toFixed(2)).join(",");
      get<NameEntry[]>(`/names?bbox=${at}&zoom=${Math.floor(map.getZoom())}`).then((all) => {
        if (turn !== asked) return;
        (map.getSource("names") as GeoJSONSource | undefined)?.setData({
          type: "FeatureCollection",
          features: all.map((n, order) => ({ type: "Feature", geometry: { type: "Point", coordinates: [n.lon, n.lat] }, properties: { name: n.name, rank: n.rank, order } })),
        });
      }, () => undefined);
    };
    map.once("load", () => {
      setReady(true);
      void groundInto(map).finally(() => {
        grounded.current = true;
        map.triggerRepaint();
      });
      if (basemap) withTiles(map, g).catch((e: unknown) => setBroken(`The map tiles of your own cannot be drawn: ${String(e).slice(0, 140)}`));
      names();
    });
    map.on("moveend", names);
    map.on("moveend", () => setMoves((n) => n + 1));
    // Tells tests, and whoever takes pictures, that all is drawn.
    map.on("idle", () => {
      if (grounded.current && latest.current.answered !== false) holder.current?.setAttribute("data-drawn", String(latest.current.places.length));
    });
    const open = (event: MapMouseEvent): void => {
      if (latest.current.onPoint) {
        latest.current.onPoint(event.lngLat.lat, event.lngLat.lng);
        return;
      }
      if (drawn.current) {
        // Clicks may come faster than the page is drawn.
        setDrawing((ring) => ring && [...ring, [event.lngLat.lng, event.lngLat.lat]]);
        return;
      }
      const found = map.queryRenderedFeatures([[event.point.x - 4, event.point.y - 4], [event.point.x + 4, event.point.y + 4]], { layers: ["places"] })[0];
      if (!found) return;
      const source = map.getSource("places") as GeoJSONSource;
      const cluster = found.properties["cluster_id"] as number | undefined;
      if (cluster === undefined) {
        const place = latest.current.places[found.properties["index"] as number];
        if (place) latest.current.onOpen(place, null);
        return;
      }
      const at = (found.geometry as GeoJSON.Point).coordinates as [number, number];
      void source.getClusterExpansionZoom(cluster).then((zoom) => map.easeTo({ center: at, zoom: Math.min(zoom + 0.2, 14), duration: 350 }));
    };
    map.on("click", open);
    const popup = new Popup({ closeButton: false, closeOnClick: false, offset: 14, className: "tip" });
    map.on("mousemove", "places", (event) => {
      const found = event.features?.[0];
      if (!found) return;
      map.getCanvas().style.cursor = "pointer";
      const box = document.createElement("div");
      const place = found.properties["cluster_id"] === undefined ? latest.current.places[found.properties["index"] as number] : undefined;
      // Text only: names come from reports and gazetteers, never as markup.
      const n = (found.properties["n_all"] ?? found.properties["n"]) as number;
      const head = document.createElement("b");
      head.textContent = place ? place.name : `${plural(n, "claim")} in several places`;
      box.append(head);
      if (place) {
        const more = document.createElement("div");
        more.textContent = `${plural(place.claims, "claim")} · ${PRECISION[place.precision] ?? place.precision}${place.radius_km ? ` · ±${Math.round(place.radius_km)} km` : ""}`;
        box.append(more);
      }
      const inferred = (found.properties["inferred_all"] ?? found.properties["inferred"]) as number;
      if (inferred > 0) {
        const days = document.createElement("div");
        days.textContent = inferred === n ? "on days inferred, not told" : `${plural(inferred, "of them", "of them")} on an inferred day`;
        box.append(days);
      }
      popup.setLngLat((found.geometry as GeoJSON.Point).coordinates as [number, number]).setDOMContent(box).addTo(map);
    });
    map.on("mouseleave", "places", () => {
      map.getCanvas().style.cursor = "";
      popup.remove();
    });
    const themed = matchMedia("(prefers-color-scheme: dark)");
    const recolor = (): void => {
      g = ground();
      for (const layer of style(g).layers) {
        for (const [key, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, key as Parameters<typeof map.setPaintProperty>[1], value);
      }
      for (const id of map.listImages()) if (id.startsWith("pie-")) map.removeImage(id);
      map.triggerRepaint();
    };
    themed.addEventListener("change", recolor);
    addEventListener("sitrep:theme", recolor);
    return () => {
      themed.removeEventListener("change", recolor);
      removeEventListener("sitrep:theme", recolor);
      map.remove();
      chart.current = null;
      setReady(false);
    };
  }, [basemap]);

  const [outlined, setOutlined] = useState<{ of: MapPlace[]; shapes: Map<number, Feature> } | null>(null);
  const shapes = useMemo(() => ({ points: points(places) }), [places]);
  const shapesNow = useMemo(() => rings(places, outlined?.of === places ? outlined.shapes : undefined), [places, outlined]);
  useEffect(() => {
    const map = chart.current;
    if (!map || !ready) return;
    (map.getSource("places") as GeoJSONSource).setData(shapes.points);
    if (answered === false) return;
    holder.current?.setAttribute("data-places", String(places.length));
    holder.current?.removeAttribute("data-drawn");
    map.triggerRepaint();
    // The first answer decides what is seen; after that the person does.
    const box = bbox ?? (area ? bounds(area.map(([lon, lat]) => ({ lat, lon }))) : bounds(places));
    if (!fitted.current && box) {
      fitted.current = true;
      map.fitBounds(box, { padding: 48, maxZoom: 8, duration: 0 });
    }
  }, [shapes, ready, area, bbox, places, answered]);

  useEffect(() => {
    const map = chart.current;
    if (map && ready) (map.getSource("rings") as GeoJSONSource).setData(shapesNow);
  }, [shapesNow, ready]);

  useEffect(() => {
    const map = chart.current;
    if (!map || !ready) return;
    // A province may lie in view though its middle does not.
    const [w, s, e, n] = boxOf(map);
    const near = (p: MapPlace): boolean => p.lon > w - 3 && p.lon < e + 3 && p.lat > s - 3 && p.lat < n + 3;
    let late = false;
    void shapesOf(places, near, drawnAs).then((found) => {
      if (late) return;
      setOutlined((old) => (old?.of === places && [...found.keys()].every((k) => old.shapes.has(k)) ? old
        : { of: places, shapes: new Map([...(old?.of === places ? old.shapes : []), ...found]) }));
    });
    return () => {
      late = true;
    };
  }, [places, ready, moves]);

  useEffect(() => {
    const map = chart.current;
    if (!map || !ready) return;
    const shape = drawing ? ringShape(drawing, false) : ringShape(area ?? (bbox ? boxRing(bbox) : []), true);
    (map.getSource("area") as GeoJSONSource).setData(shape);
  }, [drawing, area, bbox, ready]);

  useEffect(() => {
    if (!drawing) return;
    const keys = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setDrawing(null);
      if (event.key === "Enter" && drawing.length > 2) close();
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  });

  const close = (): void => {
    if (drawing && drawing.length > 2) latest.current.onArea(drawing);
    setDrawing(null);
  };

  return (
    <div className={`map${drawing || onPoint ? " is-drawing" : ""}`}>
      <div ref={holder} className="map-canvas" data-ready={ready || undefined} />
      {broken && <p className="map-note" role="status">{broken}</p>}
      {!onPoint && (
        <div className="map-tools" role="group" aria-label="Area">
          {drawing ? (
            <>
              <button type="button" onClick={close} disabled={drawing.length < 3}>Close area ({drawing.length})</button>
              <button type="button" onClick={() => setDrawing(null)}>Cancel</button>
            </>
          ) : (
            <>
              <button type="button" onClick={() => setDrawing([])} title="Click the corners, then close the area">Draw area</button>
              <button type="button" onClick={() => chart.current && props.onOpen(null, boxOf(chart.current))} title="Only claims within what the map shows">This view</button>
              {(area || bbox) && <button type="button" onClick={() => latest.current.onArea(undefined)}>Clear area</button>}
            </>
          )}
        </div>
      )}
    </div>
  );
}
