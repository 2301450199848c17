// Dragging questions and groups by their handle, with a finger or a mouse. The keyboard has its own way (builder.js).

export function draggable(region, place) {
  for (const list of region.querySelectorAll(".question-list")) {
    window.Sortable.create(list, {
      group: "questions",
      handle: ".question-head > .drag",
      draggable: ".question",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      forceFallback: true, // the same on a telephone as at a desk
      fallbackOnBody: true,
      fallbackTolerance: 4,
      swapThreshold: 0.6,
      invertSwap: true,
      // A group cannot come into itself.
      onMove: (event) => !event.dragged.contains(event.to),
      onEnd: (event) => {
        if (event.from === event.to && event.oldDraggableIndex === event.newDraggableIndex) return;
        place(event.item.dataset.name, event.to.dataset.group, event.newDraggableIndex);
      },
    });
  }
}
