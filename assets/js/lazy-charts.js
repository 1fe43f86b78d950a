// Draws what qunce/base/ui/charts.py describes, as SVG so that it prints, in the colours of the theme.
import * as echarts from "echarts/core";
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, HeatmapChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--q-${name}`).trim();
const colours = () => [1, 2, 3, 4, 5, 6, 7].map((i) => token(`c${i}`));
const short = (text, max) => ([...text].length > max ? [...text].slice(0, max - 1).join("") + "…" : text);

function format(spec) {
  return (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "—";
    return spec.share ? `${(value * 100).toFixed(value < 0.1 && value > 0 ? 1 : 0)}%` : `${Number(value).toLocaleString("en")}${spec.unit ? ` ${spec.unit}` : ""}`;
  };
}

function frame(spec) {
  const ink = token("ink-2");
  const line = token("line");
  const text = { color: ink, fontFamily: token("font"), fontSize: 12 };
  const bare = { axisLine: { lineStyle: { color: token("line-2") } }, axisTick: { show: false }, axisLabel: { ...text, hideOverlap: true } };
  return {
    text,
    ink,
    category: { type: "category", data: spec.labels, ...bare },
    value: { type: "value", minInterval: spec.share ? 0 : 1, axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: line } }, axisLabel: { ...text, formatter: spec.share ? (v) => `${Math.round(v * 100)}%` : (v) => (v >= 10000 ? `${v / 1000}k` : v) } },
    base: {
      animation: false,
      color: colours(),
      textStyle: text,
      aria: { enabled: false },
      grid: { left: 8, right: 16, top: spec.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
      legend: { show: spec.series.length > 1 && spec.kind !== "hours", top: 0, left: 0, itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: text, formatter: (name) => short(name, 12) },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: token("ink"), borderWidth: 0, padding: [8, 12], textStyle: { ...text, color: token("paper") }, axisPointer: { type: spec.kind === "lines" ? "line" : "shadow", lineStyle: { color: token("line-2") }, shadowStyle: { color: "rgba(128,128,120,.10)" } }, valueFormatter: format(spec) },
    },
  };
}

const floor = (spec, { text }) =>
  spec.floor === null ? {} : { markLine: { silent: true, symbol: "none", data: [{ yAxis: spec.floor }], lineStyle: { color: token("danger"), type: "dashed" }, label: { ...text, color: token("danger"), formatter: spec.floorName, position: "insideStartTop" } } };

function band(series, colour) {
  if (!series.low.length) return [];
  const hidden = { type: "line", stack: `band-${series.name}`, symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, legendHoverLink: false };
  const width = series.high.map((high, i) => (high === null || series.low[i] === null ? null : high - series.low[i]));
  return [{ ...hidden, data: series.low }, { ...hidden, data: width, areaStyle: { color: colour, opacity: 0.16 } }];
}

const makers = {
  lines(spec) {
    const f = frame(spec);
    const series = spec.series.flatMap((s, i) => [
      ...band(s, f.base.color[i]),
      { type: "line", name: s.name, data: s.values, color: f.base.color[i], symbol: "circle", symbolSize: 5, showSymbol: spec.labels.length < 15, lineStyle: { width: 2 }, connectNulls: false, ...(i === 0 ? floor(spec, f) : {}) },
    ]);
    return { ...f.base, legend: { ...f.base.legend, data: spec.series.map((s) => s.name) }, xAxis: { ...f.category, boundaryGap: false }, yAxis: f.value, series };
  },
  bars(spec) {
    const f = frame(spec);
    const series = spec.series.map((s, i) => ({ type: "bar", name: s.name, data: s.values, stack: spec.stacked ? "all" : undefined, barMaxWidth: 28, barMinHeight: 1, itemStyle: { borderRadius: spec.stacked ? 0 : [3, 3, 0, 0] }, ...(i === 0 ? floor(spec, f) : {}) }));
    return { ...f.base, xAxis: f.category, yAxis: f.value, series };
  },
  ranking(spec) {
    const f = frame(spec);
    const category = { ...f.category, inverse: true, axisLine: { show: false }, axisLabel: { ...f.text, hideOverlap: false, formatter: (name) => short(name, 10) } };
    return { ...f.base, xAxis: { ...f.value, splitNumber: 3 }, yAxis: category, series: spec.series.map((s) => ({ type: "bar", name: s.name, data: s.values, barMaxWidth: 18, itemStyle: { borderRadius: [0, 3, 3, 0] }, label: { show: true, position: "right", ...f.text, formatter: ({ value }) => format(spec)(value) } })) };
  },
  hours(spec) {
    const f = frame(spec);
    const data = spec.series.flatMap((s, y) => s.values.map((value, x) => [x, y, value]));
    const max = Math.max(1, ...data.map((d) => d[2]));
    return {
      ...f.base,
      tooltip: { ...f.base.tooltip, trigger: "item", axisPointer: undefined, valueFormatter: undefined, formatter: ({ value }) => `${spec.rows[value[1]]} ${value[0]}:00  ${format(spec)(value[2])}` },
      visualMap: { show: false, min: 0, max, inRange: { color: [token("sunken"), token("c1")] } },
      xAxis: { ...f.category, axisLine: { show: false }, axisLabel: { ...f.text, interval: 2 } },
      yAxis: { type: "category", data: spec.rows, inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...f.text, hideOverlap: false } },
      series: [{ type: "heatmap", data, itemStyle: { borderColor: token("surface"), borderWidth: 2, borderRadius: 4 }, emphasis: { itemStyle: { borderColor: token("accent") } } }],
    };
  },
};

const drawn = new Set();
export function draw(figure) {
  const plot = figure.querySelector(".q-chart-plot");
  if (echarts.getInstanceByDom(plot)) return;
  const spec = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const chart = echarts.init(plot, null, { renderer: "svg" });
  const paint = () => chart.setOption(makers[spec.kind](spec), true);
  paint();
  const entry = { plot, chart, paint };
  drawn.add(entry);
  new ResizeObserver(() => (plot.isConnected ? chart.resize() : (chart.dispose(), drawn.delete(entry)))).observe(plot);
}

const repaint = () => drawn.forEach(({ plot, paint }) => plot.isConnected && paint());
addEventListener("qunce:theme", repaint);
addEventListener("beforeprint", repaint);
addEventListener("afterprint", repaint);
