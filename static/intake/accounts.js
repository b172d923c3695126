// The account that is chosen: the products follow it, and a live one is named beside the button that sends.

import { form } from "./page.js";

const { account, product_type: product } = form.elements;
const offers = JSON.parse(form.dataset.offers ?? "{}");
const live = document.getElementById("live");

function show() {
  const chosen = offers[account.value];
  live.hidden = !chosen?.live;
  live.querySelector("b").textContent = chosen?.live ?? "";
  for (const option of product.options) {
    // What is chosen stays to be seen, also where it is not offered: the form says so when it is sent.
    option.hidden = !(!option.value || option.selected || !chosen || chosen.products.includes(option.value));
  }
}

function follow() {
  const offered = offers[account.value]?.products ?? [];
  if (!offered.includes(product.value)) product.value = offered.length === 1 ? offered[0] : "";
  show();
}

if (form.dataset.offers) {
  account.addEventListener("change", follow);
  show();
}
