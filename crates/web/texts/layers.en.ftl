### Words for map layers of others. Every key is also in layers.zh-Hant.ftl.

ogc-fault-layer-unknown = No layer of that name is offered here. The list is at /layers.
ogc-fault-layer-outside = The layer has no such tile. Its zooms are in the list at /layers; columns and rows are whole numbers of the grid of web maps.
ogc-fault-layer-empty = The layer shows nothing there. Look at another place.
ogc-fault-layer-resting = The server of this layer does not answer at the moment. Please ask again in { $seconds } seconds; the other layers go on.
ogc-fault-layer-unusable = The server of this layer gave no usable picture. Please ask again in { $seconds } seconds; the other layers go on.
